// Reads the QR code in a picture, with libgd and zbar. The bytes are from anywhere: what they unpack to is bounded before
// they are unpacked.
#pragma once

#include <stddef.h>

// What can be wrong with a picture; a QR code's length otherwise.
enum {
    // Not a PNG, JPEG or GIF, or a damaged one.
    AIKAGI_SCAN_NO_PICTURE = -1,
    // More than 8,192 pixels wide or high, or more than 33 million in all.
    AIKAGI_SCAN_TOO_LARGE = -2,
    AIKAGI_SCAN_NO_CODE = -3,
    // Which one is meant is not for us to guess.
    AIKAGI_SCAN_SEVERAL_CODES = -4,
    // Longer than `capacity`.
    AIKAGI_SCAN_TOO_LONG = -5,
    AIKAGI_SCAN_NO_MEMORY = -6,
};

// Copies what the one QR code in the picture says to `text`, without a zero at its end, and returns its length.
int aikagi_scan(const unsigned char *bytes, size_t count, char *text, size_t capacity);
