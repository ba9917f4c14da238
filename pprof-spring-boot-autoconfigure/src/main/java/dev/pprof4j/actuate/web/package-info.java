/**
 * What an actuator endpoint cannot do by itself: headers, errors as text, HEAD. One
 * filter for each web stack, both based on {@link dev.pprof4j.actuate.web.PprofHeaders}.
 */
@NullMarked
package dev.pprof4j.actuate.web;

import org.jspecify.annotations.NullMarked;
