/** What people have to know of, and when they are not to be told. */
@NullMarked
package io.holdfast.cli.alert;

import org.jspecify.annotations.NullMarked;
