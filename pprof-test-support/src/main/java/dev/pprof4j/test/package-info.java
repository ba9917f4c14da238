/**
 * Reads profiles with other people's parsers: {@code ParsedProfile} with the classes that
 * protoc generates from {@code profile.proto}, {@code GoPprof} with
 * {@code go tool pprof}; and does work of a known size. Knows nothing of the code it
 * tests.
 */
@NullMarked
package dev.pprof4j.test;

import org.jspecify.annotations.NullMarked;
