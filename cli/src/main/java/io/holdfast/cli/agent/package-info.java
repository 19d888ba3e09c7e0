/** The commands of the running agent: it runs, and it is asked how it fares. */
@NullMarked
package io.holdfast.cli.agent;

import org.jspecify.annotations.NullMarked;
