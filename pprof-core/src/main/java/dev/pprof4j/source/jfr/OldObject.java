package dev.pprof4j.source.jfr;

import java.util.List;

import dev.pprof4j.profile.Frame;

/**
 * An object that has survived a collection.
 *
 * @param stack where it was allocated
 * @param className its class
 */
record OldObject(List<Frame> stack, String className) {

}
