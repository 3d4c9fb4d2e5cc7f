"""One reader per field or group of fields."""
