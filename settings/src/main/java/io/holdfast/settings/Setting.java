package io.holdfast.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A key of the configuration file, on the record component that has its name. A component that is
 * neither nullable, nor a list, nor given a default must be in the file.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** The default of a setting that is the name of this host. */
    String HOST_NAME = "<host name>";

    /** What the setting means, in full sentences: its text in the reference. */
    String value();

    /** The value, as written in the file, that stands where the file has none. */
    String byDefault() default "";

    /** What stands in the reference where a nullable setting is left out. */
    String without() default "";

    /** A value to show, where the default shows nothing. */
    String example() default "";

    /** The smallest value, as written in the file. */
    String atLeast() default "";

    /** The largest value, as written in the file. */
    String atMost() default "";

    /** A regular expression that text must match as a whole. */
    String pattern() default "";

    /** The full sentence that tells what the pattern asks for. */
    String patternHint() default "";
}
