/**
 * Reads profiles with third-party parsers, {@code ParsedProfile} with the classes that
 * protoc generates from {@code profile.proto} and {@code GoPprof} with
 * {@code go tool pprof}, and does work of a known size. Does not depend on the code under
 * test.
 */
@NullMarked
package dev.pprof4j.test;

import org.jspecify.annotations.NullMarked;
