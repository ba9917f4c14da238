package dev.pprof4j.source.jfr;

import java.io.IOException;
import java.nio.file.Path;
import java.util.IdentityHashMap;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.Stack;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads the recording of a window of CPU time. Used for one window, by one thread.
 */
final class JfrCpuReader {

	private static final int MAX_STACKS = 10_000;

	private final JfrFrames frames;

	private final WindowClocks clocks;

	private final CpuEvents events;

	private final IdentityHashMap<RecordedStackTrace, Stack> stacks = new IdentityHashMap<>();

	JfrCpuReader(JfrFrames frames, WindowClocks clocks, CpuEvents events) {
		this.frames = frames;
		this.clocks = clocks;
		this.events = events;
	}

	/** Adds what the file contains. May be called again. */
	void read(Path file, ProfileBuilder builder) throws IOException {
		this.events.begin();
		this.clocks.clear();
		try (RecordingFile recorded = new RecordingFile(file)) {
			while (recorded.hasMoreEvents()) {
				RecordedEvent event = recorded.readEvent();
				if (!this.clocks.take(event) && this.events.include(event)) {
					this.events.add(event, stack(event.getStackTrace()));
				}
			}
		}
		this.events.addTo(builder, this.clocks);
		this.events.clear();
		this.clocks.clear();
		this.stacks.clear();
	}

	/** Each chunk of the file has objects of its own for its stacks. */
	private Stack stack(@Nullable RecordedStackTrace stack) {
		if (this.stacks.size() >= MAX_STACKS) {
			this.stacks.clear();
		}
		return (stack == null) ? Stack.of(Frame.NO_STACK) : this.stacks.computeIfAbsent(stack, this.frames::of);
	}

}
