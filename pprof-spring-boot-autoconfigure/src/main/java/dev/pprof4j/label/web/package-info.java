/**
 * Labels for the work of web requests: their route and method. Packages below
 * {@code dev.pprof4j.label} are left out of profiles.
 */
@NullMarked
package dev.pprof4j.label.web;

import org.jspecify.annotations.NullMarked;
