package dev.pprof4j.source.heap;

import dev.pprof4j.source.SampleWeights;
import dev.pprof4j.source.agent.AgentTables;
import dev.pprof4j.source.agent.FrameTable;

/**
 * A snapshot of the heap sampler: in addition to what every snapshot of the native agent
 * has, the tables of stacks and buckets, and two counts per bucket. Valid until the
 * memory is freed.
 */
final class HeapTables {

	/* The longs of the header, in the order in which heap_sampler.h writes them. */

	private static final int HEADER_STACKS = 4;

	private static final int HEADER_BUCKETS = 5;

	private static final int HEADER_INTERVAL = 6;

	private static final int HEADER_FOLLOWED_UP = 7;

	private static final int HEADER_LEVEL = 8;

	private static final int HEADER_LOST = 9;

	private static final int HEADER_DRAWN = 10;

	private static final int HEADER_SQUARES = 11;

	private static final int HEADER_IN_USE_SUM = 12;

	private static final int HEADER_IN_USE_SAMPLES = 13;

	private static final int HEADER_IN_USE_SQUARES = 14;

	private static final int COUNT_BYTES = 2 * Long.BYTES;

	private final AgentTables tables;

	private final AgentTables.Table stacks;

	private final AgentTables.Table buckets;

	private final int allocated;

	private final int inUse;

	HeapTables(AgentTables tables) {
		this.tables = tables;
		this.stacks = tables.table(tables.end(), (int) tables.header(HEADER_STACKS));
		this.buckets = tables.table(this.stacks.end(), (int) tables.header(HEADER_BUCKETS));
		this.allocated = this.buckets.end();
		this.inUse = this.allocated + this.buckets.count() * COUNT_BYTES;
	}

	FrameTable frames() {
		return this.tables.frames();
	}

	long intervalBytes() {
		return this.tables.header(HEADER_INTERVAL);
	}

	/** The samples since the start. */
	SampleWeights allocated() {
		return new SampleWeights(this.tables.header(HEADER_DRAWN), this.tables.header(HEADER_FOLLOWED_UP),
				this.tables.header(HEADER_SQUARES));
	}

	/** The samples that are still alive. */
	SampleWeights inUse() {
		return new SampleWeights(this.tables.header(HEADER_IN_USE_SUM), this.tables.header(HEADER_IN_USE_SAMPLES),
				this.tables.header(HEADER_IN_USE_SQUARES));
	}

	/** Each object watched from now on stands for two to the power of this. */
	int thinning() {
		return (int) this.tables.header(HEADER_LEVEL);
	}

	/** Sampled objects that are not watched, for lack of room. */
	long lost() {
		return this.tables.header(HEADER_LOST);
	}

	int stackCount() {
		return this.stacks.count();
	}

	/** The symbol of the class that was allocated. */
	int stackClass(int stack) {
		return this.stacks.field(stack, 0);
	}

	/** The frames of a stack, leaf first. */
	int[] stack(int stack) {
		return this.stacks.fields(stack, 1);
	}

	int bucketCount() {
		return this.buckets.count();
	}

	int bucketStack(int bucket) {
		return this.buckets.field(bucket, 0);
	}

	long bucketObjectBytes(int bucket) {
		return Long.BYTES * Integer.toUnsignedLong(this.buckets.field(bucket, 1));
	}

	Unsampling allocated(int bucket) {
		return count(this.allocated, bucket);
	}

	Unsampling inUse(int bucket) {
		return count(this.inUse, bucket);
	}

	private Unsampling count(int base, int bucket) {
		int at = base + bucket * COUNT_BYTES;
		return Unsampling.of(this.tables.number(at), this.tables.number(at + Long.BYTES), intervalBytes());
	}

}
