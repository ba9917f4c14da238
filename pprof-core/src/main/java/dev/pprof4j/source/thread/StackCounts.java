package dev.pprof4j.source.thread;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.ProfileBuilder;

/**
 * Counts the threads that have the same stack and the same labels, by the numbers of the
 * frames. Each stack is kept once, and frames are created at the end. Not thread-safe.
 */
final class StackCounts implements ThreadWalk.Visitor {

	private static final Frame OVERFLOW = Frame.ofMissing("too many stacks: pprof.goroutine.max-stacks");

	private final int maxStacks;

	private final Map<Key, int[]> counts = new HashMap<>();

	private long overflow;

	StackCounts(int maxStacks) {
		this.maxStacks = maxStacks;
	}

	@Override
	public void visit(SeenThread thread, NumberedStack stack) {
		ThreadKind kind = ThreadKind.of(thread);
		int[] count = this.counts.get(new Key(stack, kind));
		if (count != null) {
			count[0]++;
		}
		else if (this.counts.size() < this.maxStacks) {
			this.counts.put(new Key(stack.copy(), kind), new int[] { 1 });
		}
		else {
			this.overflow++;
		}
	}

	void addTo(ProfileBuilder builder, FrameNumbers frames) {
		frames.describe(this.counts.keySet().stream().map((key) -> key.stack().toArray()).toList());
		this.counts
			.forEach((key, count) -> builder.add(frames.stack(key.stack().toArray()), key.kind().labels(), count[0]));
		if (this.overflow > 0) {
			builder.add(List.of(OVERFLOW), Labels.EMPTY, this.overflow);
		}
	}

	/**
	 * Threads that are counted together.
	 *
	 * @param stack their stack
	 * @param kind determines their labels
	 */
	private record Key(NumberedStack stack, ThreadKind kind) {

	}

}
