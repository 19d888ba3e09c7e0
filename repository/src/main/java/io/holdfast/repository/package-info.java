/**
 * The backup repository: opening one, and putting and getting the objects of one cluster by their
 * names. What the objects mean lives in the packages below. Format: docs/repository-format.md.
 */
@NullMarked
package io.holdfast.repository;

import org.jspecify.annotations.NullMarked;
