package dev.pprof4j.source.jfr;

import java.util.List;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.ProfileBuilder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Derives CPU time from the events of a window. Used for one window, by one thread.
 */
interface CpuEvents {

	/** CPU time that does not belong to a Java thread. */
	Frame NOT_JAVA = Frame.ofMissing("not recorded: GC, JIT compilers, native threads");

	/** Enables the events. */
	void enable(Recording recording);

	/**
	 * Prepares the end of a running recording that no other one follows at once.
	 */
	default void quiet(Recording recording) {
	}

	/** Called before the events are read, possibly not for the first time. */
	void begin();

	/** Called after the events have been read, possibly for the last time. */
	void clear();

	/** Whether an event is counted; a recording has many that are not. */
	boolean include(RecordedEvent event);

	/**
	 * Counts an event that is included.
	 * @param event the event
	 * @param stack its stack as frames
	 */
	void add(RecordedEvent event, List<Frame> stack);

	/**
	 * Adds what was counted.
	 * @param clocks what the process and its threads have used
	 */
	void addTo(ProfileBuilder builder, WindowClocks clocks);

}
