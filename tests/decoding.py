"""The decoder of ``draw.js`` in Python."""

from __future__ import annotations

from webmap.payload import LETTERS


def decode(text):
    """Parts as lists of longitude and latitude."""
    parts, last = [], [0, 0]
    for word in filter(None, text.split(" ")):
        numbers, value, shift = [], 0, 0
        for letter in word:
            digit = LETTERS.index(letter)
            value |= (digit & 31) << shift
            shift += 5
            if digit < 32:
                numbers.append(~(value >> 1) if value & 1 else value >> 1)
                value = shift = 0
        points = []
        for step in zip(numbers[::2], numbers[1::2], strict=True):
            last = [last[0] + step[0], last[1] + step[1]]
            points.append((last[0] / 1e5, last[1] / 1e5))
        parts.append(points)
    return parts
