/**
 * The configured repositories: stores made from settings, with retries and metrics around them, and
 * the cluster opened in each. What is kept there is the business of others.
 */
@NullMarked
package io.holdfast.agent.repositories;

import org.jspecify.annotations.NullMarked;
