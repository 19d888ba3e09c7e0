/**
 * The bank of the demo: what its clients do, what they remember of it, and the judgement of what
 * came back. The judgement is pure; nothing here knows of backups or repositories.
 */
@NullMarked
package io.holdfast.cli.demo.bank;

import org.jspecify.annotations.NullMarked;
