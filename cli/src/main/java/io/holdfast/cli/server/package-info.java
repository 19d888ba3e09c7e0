/**
 * A connection to PostgreSQL for the length of one command. What is asked is the business of
 * others.
 */
@NullMarked
package io.holdfast.cli.server;

import org.jspecify.annotations.NullMarked;
