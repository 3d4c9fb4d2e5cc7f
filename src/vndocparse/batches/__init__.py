"""A night's run over an archive (xử lý hàng loạt): one outcome per input, nothing lost, nothing stuck.

The package is not called ``batch``, for ``vndocparse.batch`` is its one public function.
"""
