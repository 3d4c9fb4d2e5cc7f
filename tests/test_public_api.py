"""What `import vndocparse` promises: the public names, all there, all documented."""

from __future__ import annotations

import inspect
import pickle
from importlib.metadata import version
from pathlib import Path

import pytest

import vndocparse
from vndocparse import errors


def _error_classes() -> list[type[errors.VndocparseError]]:
    return [c for c in vars(errors).values() if inspect.isclass(c) and issubclass(c, errors.VndocparseError)]


def test_all_is_sorted_and_without_doubles() -> None:
    assert list(vndocparse.__all__) == sorted(set(vndocparse.__all__))


@pytest.mark.parametrize("name", sorted(vndocparse.__all__))
def test_public_name_exists_and_is_documented(name: str) -> None:
    """Every public class and function has a docstring of its own."""
    thing = getattr(vndocparse, name)
    if inspect.isclass(thing) or inspect.isfunction(thing):
        assert inspect.getdoc(thing)


def test_dir_lists_the_lazy_names() -> None:
    """Completion in a shell finds what has not been loaded yet."""
    assert set(vndocparse.__all__) <= set(dir(vndocparse))


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        vndocparse.no_such_name  # noqa: B018


@pytest.mark.parametrize("name", ["parse", "cite", "Limits", "ParseResult", "Document", "Section", "Citation"])
def test_main_names_are_public(name: str) -> None:
    assert name in vndocparse.__all__


@pytest.mark.parametrize("error", _error_classes(), ids=lambda c: c.__name__)
def test_every_error_class_is_public(error: type[errors.VndocparseError]) -> None:
    assert getattr(vndocparse, error.__name__) is error


def test_codes_and_exit_codes_are_unique() -> None:
    """One stable code and one exit code for each kind of failure."""
    classes = _error_classes()
    assert len({c.code for c in classes}) == len(classes) == len({c.exit_code for c in classes})


@pytest.mark.parametrize("error", _error_classes(), ids=lambda c: c.__name__)
def test_errors_travel_between_processes(error: type[errors.VndocparseError]) -> None:
    """A worker's error arrives whole, remedy included."""
    back = pickle.loads(pickle.dumps(error("What is wrong.", remedy="What to do.")))
    assert (type(back), back.message, back.remedy, str(back)) == (
        error,
        "What is wrong.",
        "What to do.",
        "What is wrong. What to do.",
    )


def test_version_is_the_distributions() -> None:
    assert vndocparse.__version__ == version("vndocparse")


def test_types_are_shipped() -> None:
    assert Path(vndocparse.__file__).with_name("py.typed").is_file()
