package dev.pprof4j.source.heap;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.LabelKeys;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.Stack;

/**
 * Turns the tables of the native sampler into a profile. Lives for one snapshot.
 */
final class HeapProfile {

	private final HeapTables tables;

	private final List<Stack> stacks;

	HeapProfile(HeapTables tables) {
		this.tables = tables;
		this.stacks = IntStream.range(0, tables.stackCount()).mapToObj(this::stack).toList();
	}

	Profile of(ProfileKind kind) {
		ProfileBuilder builder = new ProfileBuilder(kind, this.tables.intervalBytes());
		for (int bucket = 0; bucket < this.tables.bucketCount(); bucket++) {
			add(builder, bucket);
		}
		builder.remark(FollowUp.sinceTheStart(this.tables.allocated()));
		if (!this.tables.inUse().areOnes()) {
			builder.comment(("In-use values come from %s watched objects, some of which stand for several: "
					+ "they are as exact as %s samples")
				.formatted(this.tables.inUse().samples(), this.tables.inUse().effective()));
		}
		if (this.tables.thinning() > 0) {
			builder.comment("There are more live objects than are watched: in-use values come from about one sample in "
					+ (1 << this.tables.thinning()));
		}
		if (this.tables.lost() > 0) {
			builder.comment("There was no room to watch " + this.tables.lost()
					+ " of the sampled objects: in-use values are too low by what those stand for, as long as they live");
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
		Labels labels = Labels.of(Label.of(LabelKeys.BYTES, this.tables.bucketObjectBytes(bucket), "bytes"),
				Label.of(LabelKeys.CLASS, this.tables.frames().typeName(this.tables.stackClass(stack))));
		builder.add(this.stacks.get(stack), labels, allocated.objects(), allocated.bytes(), inUse.objects(),
				inUse.bytes());
	}

	/** The first stack is for the samples that did not fit. */
	private Stack stack(int stack) {
		if (stack == 0) {
			return Stack.of(Frame.ofMissing("too many stacks: pprof.heap.max-stacks"));
		}
		return this.tables.frames().stack(this.tables.stack(stack));
	}

}
