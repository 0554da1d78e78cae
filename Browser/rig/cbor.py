"""As much of deterministic CBOR (RFC 8949 §4.2) as the formats use, written apart from the code under test."""


def numbered_map(values: list[int | str | bytes | None]) -> bytes:
    """A map with the keys 1, 2, 3 …"""
    return head(5, len(values)) + b"".join(head(0, key) + item(value) for key, value in enumerate(values, start=1))


def item(value: int | str | bytes | None) -> bytes:
    if value is None:
        return b"\xf6"
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    return head(2, len(value)) + value


def head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    for code, size in [(24, 1), (25, 2), (26, 4), (27, 8)]:
        if number < 256**size:
            return bytes([kind << 5 | code]) + number.to_bytes(size, "big")
    raise ValueError(number)
