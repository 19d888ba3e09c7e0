package io.holdfast.repository.store;

import java.util.regex.Pattern;

/** What may be an object's name, the same for every adapter. A name that may not is a defect. */
public final class ObjectNames {
    /** The largest object of the repository format: 16 MiB and 64 KiB. */
    public static final int MAX_OBJECT_BYTES = (16 << 20) + (64 << 10);

    /** How many names a page of a listing holds at most. */
    public static final int PAGE = 1_000;

    private static final Pattern COMPONENT = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");
    private static final Pattern NAME =
            Pattern.compile(COMPONENT.pattern() + "(/" + COMPONENT.pattern() + ")*");
    private static final Pattern PREFIX =
            Pattern.compile("(" + COMPONENT.pattern() + "/)*(" + COMPONENT.pattern() + ")?");

    private ObjectNames() {}

    /** Returns the name, or throws {@link IllegalArgumentException}. */
    public static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not an object name: " + name);
        }
        return name;
    }

    /** Returns the prefix (which may be empty), or throws {@link IllegalArgumentException}. */
    public static String requirePrefix(String prefix) {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("no object name begins with: " + prefix);
        }
        return prefix;
    }

    /** Whether a file or directory of this name can be part of an object's name. */
    public static boolean isComponent(String component) {
        return COMPONENT.matcher(component).matches();
    }

    /** Returns the length if an array of it can be put, else throws. */
    public static int requireLength(byte[] bytes, int length) {
        if (length < 0 || length > bytes.length || length > MAX_OBJECT_BYTES) {
            throw new IllegalArgumentException(
                    "an object of %d bytes out of an array of %d".formatted(length, bytes.length));
        }
        return length;
    }

    /** Returns the number of names if a page of a listing can hold so many, else throws. */
    public static int requirePage(int max) {
        if (max < 1 || max > PAGE) {
            throw new IllegalArgumentException("a page of " + max + " names");
        }
        return max;
    }

    /** Throws unless {@code offset} and {@code length} can be a range of an object. */
    public static void requireRange(long offset, int length) {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("a range of %d at %d".formatted(length, offset));
        }
    }
}
