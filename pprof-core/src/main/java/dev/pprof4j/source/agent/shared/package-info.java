/**
 * The one class that lives in the bootstrap class loader. It stands on {@code java.base}
 * alone, and nobody but {@code dev.pprof4j.source.agent} knows it.
 */
package dev.pprof4j.source.agent.shared;
