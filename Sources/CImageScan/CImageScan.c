#include "CImageScan.h"

#include <gd.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <zbar.h>

enum { longest_side = 8192, most_pixels = 33 * 1000 * 1000 };

typedef enum { no_picture, png, jpeg, gif } kind_t;

static unsigned big16(const unsigned char *bytes) { return (unsigned)bytes[0] << 8 | bytes[1]; }

static unsigned big32(const unsigned char *bytes) { return big16(bytes) << 16 | big16(bytes + 2); }

// The size in the first frame header of a JPEG file (ITU-T T.81 B.2.2); false if there is none.
static int jpeg_size(const unsigned char *bytes, size_t count, unsigned *width, unsigned *height) {
    size_t at = 2;
    while (at + 9 <= count && bytes[at] == 0xFF) {
        unsigned marker = bytes[at + 1];
        if (marker == 0xFF) {
            at += 1;
            continue;
        }
        int is_frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (is_frame) {
            *height = big16(bytes + at + 5);
            *width = big16(bytes + at + 7);
            return 1;
        }
        at += 2 + big16(bytes + at + 2);
    }
    return 0;
}

// What the file says it is, and how large, read from its header alone.
static kind_t kind_of(const unsigned char *bytes, size_t count, unsigned *width, unsigned *height) {
    static const unsigned char png_mark[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    if (count >= 24 && memcmp(bytes, png_mark, sizeof png_mark) == 0) {
        *width = big32(bytes + 16);
        *height = big32(bytes + 20);
        return png;
    }
    if (count >= 10 && memcmp(bytes, "GIF8", 4) == 0) {
        *width = bytes[6] | (unsigned)bytes[7] << 8;
        *height = bytes[8] | (unsigned)bytes[9] << 8;
        return gif;
    }
    if (count >= 4 && bytes[0] == 0xFF && bytes[1] == 0xD8 && jpeg_size(bytes, count, width, height)) return jpeg;
    return no_picture;
}

// What is wrong with a picture is said by the result; libgd would write it to the terminal as well.
static void say_nothing(int priority, const char *format, va_list arguments) {
    (void)priority;
    (void)format;
    (void)arguments;
}

static gdImagePtr unpacked(kind_t kind, const unsigned char *bytes, int count) {
    switch (kind) {
    case png: return gdImageCreateFromPngPtr(count, (void *)bytes);
    case jpeg: return gdImageCreateFromJpegPtr(count, (void *)bytes);
    case gif: return gdImageCreateFromGifPtr(count, (void *)bytes);
    case no_picture: break;
    }
    return NULL;
}

// The picture in shades of grey, transparent parts white; the caller frees it.
static unsigned char *greys(gdImagePtr picture, unsigned width, unsigned height) {
    unsigned char *grey = malloc((size_t)width * height);
    if (grey == NULL) return NULL;
    for (unsigned y = 0; y < height; y++) {
        for (unsigned x = 0; x < width; x++) {
            int pixel = gdImageGetTrueColorPixel(picture, (int)x, (int)y);
            unsigned light = (299u * gdTrueColorGetRed(pixel) + 587u * gdTrueColorGetGreen(pixel) +
                              114u * gdTrueColorGetBlue(pixel)) / 1000u;
            unsigned clear = gdTrueColorGetAlpha(pixel);  // 0 opaque to 127 clear
            grey[(size_t)y * width + x] = (unsigned char)((light * (127u - clear) + 255u * clear) / 127u);
        }
    }
    return grey;
}

static int read_code(unsigned char *grey, unsigned width, unsigned height, char *text, size_t capacity) {
    zbar_image_scanner_t *scanner = zbar_image_scanner_create();
    zbar_image_t *image = zbar_image_create();
    int result = AIKAGI_SCAN_NO_MEMORY;
    if (scanner != NULL && image != NULL) {
        zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
        zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
        zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
        zbar_image_set_size(image, width, height);
        zbar_image_set_data(image, grey, (unsigned long)width * height, NULL);
        int found = zbar_scan_image(scanner, image);
        const zbar_symbol_t *symbol = found > 0 ? zbar_image_first_symbol(image) : NULL;
        if (symbol == NULL) {
            result = AIKAGI_SCAN_NO_CODE;
        } else if (zbar_symbol_next(symbol) != NULL) {
            result = AIKAGI_SCAN_SEVERAL_CODES;
        } else {
            unsigned length = zbar_symbol_get_data_length(symbol);
            if (length > capacity || length > INT_MAX) {
                result = AIKAGI_SCAN_TOO_LONG;
            } else {
                memcpy(text, zbar_symbol_get_data(symbol), length);
                result = (int)length;
            }
        }
    }
    if (image != NULL) zbar_image_destroy(image);
    if (scanner != NULL) zbar_image_scanner_destroy(scanner);
    return result;
}

int aikagi_scan(const unsigned char *bytes, size_t count, char *text, size_t capacity) {
    unsigned width = 0;
    unsigned height = 0;
    kind_t kind = kind_of(bytes, count, &width, &height);
    if (kind == no_picture || count > INT_MAX || width == 0 || height == 0) return AIKAGI_SCAN_NO_PICTURE;
    if (width > longest_side || height > longest_side || (size_t)width * height > most_pixels) {
        return AIKAGI_SCAN_TOO_LARGE;
    }
    gdSetErrorMethod(say_nothing);
    gdImagePtr picture = unpacked(kind, bytes, (int)count);
    if (picture == NULL) return AIKAGI_SCAN_NO_PICTURE;
    // What was unpacked counts, not what the header said.
    width = (unsigned)gdImageSX(picture);
    height = (unsigned)gdImageSY(picture);
    unsigned char *grey = NULL;
    int result = AIKAGI_SCAN_TOO_LARGE;
    if (width <= longest_side && height <= longest_side) {
        grey = greys(picture, width, height);
        result = grey == NULL ? AIKAGI_SCAN_NO_MEMORY : read_code(grey, width, height, text, capacity);
    }
    free(grey);
    gdImageDestroy(picture);
    return result;
}
