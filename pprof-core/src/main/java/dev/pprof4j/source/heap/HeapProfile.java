package dev.pprof4j.source.heap;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.symbol.ClassNames;
import dev.pprof4j.symbol.SourceFiles;

/**
 * Turns the tables of the native sampler into a profile. Lives for one snapshot.
 */
final class HeapProfile {

	private static final int CLASS = 0;

	private static final int METHOD = 1;

	private static final int DESCRIPTOR = 2;

	private static final int SOURCE = 3;

	private static final int LINE = 4;

	private final HeapTables tables;

	private final String[] symbols;

	/** By the symbol of the descriptor. */
	private final Map<Integer, String> typeNames = new HashMap<>();

	private final Frame[] frames;

	private final List<List<Frame>> stacks;

	HeapProfile(HeapTables tables) {
		this.tables = tables;
		this.symbols = new String[tables.symbolCount()];
		Arrays.setAll(this.symbols, tables::symbol);
		this.frames = new Frame[tables.frameCount()];
		Arrays.setAll(this.frames, this::frame);
		this.frames[HeapTables.TRUNCATED] = Frame.ofMissing("deeper frames");
		this.stacks = IntStream.range(0, tables.stackCount()).mapToObj(this::stack).toList();
	}

	Profile of(ProfileKind kind) {
		ProfileBuilder builder = new ProfileBuilder(kind, this.tables.intervalBytes());
		for (int bucket = 0; bucket < this.tables.bucketCount(); bucket++) {
			add(builder, bucket);
		}
		if (this.tables.thinning() > 0) {
			builder.comment("There are more live objects than are watched: in-use values come from one sample in "
					+ (1 << this.tables.thinning()));
		}
		if (this.tables.lost() > 0) {
			builder.comment("There was no room to watch " + this.tables.lost()
					+ " of the sampled objects: in-use values are too low by as many samples");
		}
		return builder.build(Instant.now(), Duration.ZERO);
	}

	private void add(ProfileBuilder builder, int bucket) {
		int stack = this.tables.bucketStack(bucket);
		Unsampling allocated = this.tables.allocated(bucket);
		if (allocated.objects() == 0) {
			return;
		}
		Unsampling inUse = this.tables.inUse(bucket);
		Labels labels = Labels.of(Label.of("bytes", this.tables.bucketObjectBytes(bucket), "bytes"),
				Label.of("class", typeName(this.tables.stackClass(stack))));
		builder.add(this.stacks.get(stack), labels, allocated.objects(), allocated.bytes(), inUse.objects(),
				inUse.bytes());
	}

	private Frame frame(int frame) {
		String className = typeName(this.tables.frame(frame, CLASS));
		String method = symbol(frame, METHOD);
		if (method.isEmpty()) {
			return Frame.ofMissing("too many methods: pprof.heap.max-stacks");
		}
		return Frame.ofJava(className, method, symbol(frame, DESCRIPTOR),
				SourceFiles.pathOf(className, symbol(frame, SOURCE)), this.tables.frame(frame, LINE));
	}

	private String typeName(int symbol) {
		return this.typeNames.computeIfAbsent(symbol, (number) -> ClassNames.ofDescriptor(this.symbols[number]));
	}

	private String symbol(int frame, int field) {
		return this.symbols[this.tables.frame(frame, field)];
	}

	/** The first stack is the one for what did not fit. */
	private List<Frame> stack(int stack) {
		if (stack == 0) {
			return List.of(Frame.ofMissing("too many stacks: pprof.heap.max-stacks"));
		}
		int[] numbers = this.tables.stack(stack);
		Frame[] stackFrames = new Frame[numbers.length];
		Arrays.setAll(stackFrames, (depth) -> this.frames[numbers[depth]]);
		return (stackFrames.length > 0) ? List.of(stackFrames) : List.of(Frame.ofMissing("no Java stack"));
	}

}
