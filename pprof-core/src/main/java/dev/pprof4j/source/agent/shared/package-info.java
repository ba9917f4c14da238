/**
 * The one class that lives in the bootstrap class loader. It depends only on
 * {@code java.base}, and only {@code dev.pprof4j.source.agent} knows it.
 */
package dev.pprof4j.source.agent.shared;
