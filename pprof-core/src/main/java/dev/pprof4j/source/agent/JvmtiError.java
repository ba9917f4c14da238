package dev.pprof4j.source.agent;

/**
 * Errors of JVMTI, which the native agent returns as they are.
 */
public final class JvmtiError {

	/** A capability is not available, or another agent has it. */
	public static final int NOT_AVAILABLE = 98;

	/** Not enough memory or, for tables, not enough address space. */
	public static final int OUT_OF_MEMORY = 110;

	private JvmtiError() {
	}

}
