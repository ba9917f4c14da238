package dev.pprof4j.source.agent;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Stack;
import dev.pprof4j.symbol.ClassNames;
import dev.pprof4j.symbol.SourceFiles;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a snapshot of the native agent, each created when it is first requested.
 * Valid until the snapshot's memory is freed. Not thread-safe.
 */
public final class FrameTable {

	/* The numbers of the placeholder frames, as in frames.h. */

	private static final int TRUNCATED = 1;

	private static final int UNLOADED = 2;

	/* The fields of a frame. */

	private static final int CLASS = 0;

	private static final int METHOD = 1;

	private static final int DESCRIPTOR = 2;

	private static final int SOURCE = 3;

	private static final int LINE = 4;

	private final AgentTables.Table symbols;

	private final AgentTables.Table numbered;

	private final @Nullable String[] texts;

	/** By the symbol of the descriptor. */
	private final Map<Integer, String> typeNames = new HashMap<>();

	private final @Nullable Frame[] frames;

	FrameTable(AgentTables.Table symbols, AgentTables.Table numbered) {
		this.symbols = symbols;
		this.numbered = numbered;
		this.texts = new @Nullable String[symbols.count()];
		this.frames = new @Nullable Frame[numbered.count()];
	}

	/**
	 * A stack.
	 * @param numbers the numbers of its frames
	 * @return a stack with at least one frame, even if only to say that there is none
	 */
	public Stack stack(int[] numbers) {
		return Stack.of(numbers.length, (depth) -> frame(numbers[depth]));
	}

	/**
	 * A frame.
	 * @param number its number
	 * @return the frame
	 */
	public Frame frame(int number) {
		Frame known = this.frames[number];
		if (known == null) {
			known = make(number);
			this.frames[number] = known;
		}
		return known;
	}

	private Frame make(int number) {
		if (number == TRUNCATED) {
			return Frame.DEEPER;
		}
		if (number == UNLOADED) {
			return Frame.ofMissing("unloaded method");
		}
		String method = symbol(this.numbered.field(number, METHOD));
		if (method.isEmpty()) {
			return Frame.ofMissing("too many methods");
		}
		String className = typeName(this.numbered.field(number, CLASS));
		return Frame.ofJava(className, method, symbol(this.numbered.field(number, DESCRIPTOR)),
				SourceFiles.pathOf(className, symbol(this.numbered.field(number, SOURCE))),
				this.numbered.field(number, LINE));
	}

	/**
	 * The name of a type.
	 * @param symbol the symbol of its descriptor
	 * @return the name as written in Java
	 */
	public String typeName(int symbol) {
		return this.typeNames.computeIfAbsent(symbol, (number) -> ClassNames.ofDescriptor(symbol(number)));
	}

	private String symbol(int number) {
		String known = this.texts[number];
		if (known == null) {
			known = new String(this.symbols.bytes(number), StandardCharsets.UTF_8);
			this.texts[number] = known;
		}
		return known;
	}

}
