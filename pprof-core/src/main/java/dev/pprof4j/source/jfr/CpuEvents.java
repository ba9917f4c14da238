package dev.pprof4j.source.jfr;

import java.util.List;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.ProfileBuilder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Makes CPU time of the events of a window. Used for one window, by one thread.
 */
interface CpuEvents {

	/** CPU time of no Java thread. */
	Frame NOT_JAVA = Frame.ofMissing("not told: GC, JIT compilers, native threads");

	/** Switches the events on. */
	void enable(Recording recording);

	/** The events are about to be read, not for the first time perhaps. */
	void begin();

	/** They have been read, perhaps for the last time. */
	void clear();

	/**
	 * Counts an event.
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
