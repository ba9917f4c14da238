package dev.pprof4j.source.thread;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Stack;
import dev.pprof4j.source.agent.Agent;
import dev.pprof4j.source.agent.FrameTable;
import dev.pprof4j.symbol.ClassNames;
import dev.pprof4j.symbol.SourceFiles;
import org.jspecify.annotations.Nullable;

/**
 * Frames by number. The native agent's numbers are never negative; those of frames made
 * in Java always are. Not thread-safe; lives for one walk.
 */
final class FrameNumbers {

	/**
	 * Java does not report descriptors. With this placeholder the name that distinguishes
	 * overloads still differs from the name that people read.
	 */
	private static final String UNKNOWN_DESCRIPTOR = "(?)";

	private final @Nullable Agent agent;

	/** The frames of the native agent. */
	private final Map<Integer, Frame> described = new HashMap<>();

	private final Map<Object, Integer> numbers = new HashMap<>();

	private final List<Frame> made = new ArrayList<>();

	FrameNumbers(@Nullable Agent agent) {
		this.agent = agent;
	}

	/** The number of the frame that replaces the deepest frames of a stack. */
	int truncated() {
		return number(Frame.DEEPER, (frame) -> Frame.DEEPER);
	}

	int of(StackTraceElement element) {
		return number(element, FrameNumbers::frame);
	}

	/** The number of a frame that is described by text. */
	int of(String text, Function<String, Frame> parser) {
		return number(text, parser);
	}

	private <T> int number(T described, Function<T, Frame> maker) {
		Integer known = this.numbers.get(described);
		if (known != null) {
			return known;
		}
		this.made.add(maker.apply(described));
		int number = -this.made.size();
		this.numbers.put(described, number);
		return number;
	}

	private static Frame frame(StackTraceElement element) {
		return frame(element.getClassName(), element.getMethodName(),
				Objects.requireNonNullElse(element.getFileName(), ""), element.getLineNumber());
	}

	/** A frame as Java describes it. */
	static Frame frame(String name, String method, String file, int line) {
		String className = ClassNames.stable(name);
		return Frame.ofJava(className, method, UNKNOWN_DESCRIPTOR, SourceFiles.pathOf(className, file), line);
	}

	/** Asks the native agent for the frames of these stacks, all at once. */
	void describe(Collection<int[]> stacks) {
		int[] unknown = stacks.stream()
			.flatMapToInt(Arrays::stream)
			.filter((number) -> number >= 0 && !this.described.containsKey(number))
			.distinct()
			.toArray();
		if (this.agent != null && unknown.length > 0) {
			this.agent.readFrames((tables) -> describe(unknown, tables.frames()));
		}
	}

	private int describe(int[] unknown, FrameTable frames) {
		for (int number : unknown) {
			this.described.put(number, frames.frame(number));
		}
		return unknown.length;
	}

	/** A stack whose frames have been described. */
	Stack stack(int[] stack) {
		return Stack.of(stack.length, (depth) -> frame(stack[depth]));
	}

	private Frame frame(int number) {
		return (number < 0) ? this.made.get(-number - 1)
				: Objects.requireNonNull(this.described.get(number), "not asked for");
	}

}
