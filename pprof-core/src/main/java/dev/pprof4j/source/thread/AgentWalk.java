package dev.pprof4j.source.thread;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;

import dev.pprof4j.source.agent.Agent;

/**
 * Walks all threads with the native agent. Each thread is stopped only for its own stack,
 * and only one batch of stacks is held at a time. Virtual threads are walked in Java as
 * long as JVMTI is not informed of their mounts.
 */
final class AgentWalk implements ThreadWalk {

	/**
	 * With this many threads, the cost of the call itself hardly matters; their stacks
	 * take a quarter of a megabyte.
	 */
	private static final int BATCH = 256;

	private final Agent agent;

	private final JdkThreads jdk;

	private final boolean withLocks;

	private final FrameNumbers frames;

	private final Thread[] batch = new Thread[BATCH];

	private final int[] stacks = new int[BATCH * Agent.STRIDE];

	private int size;

	AgentWalk(Agent agent, boolean withLocks) {
		this.agent = agent;
		this.jdk = new JdkThreads(agent);
		this.withLocks = withLocks;
		this.frames = new FrameNumbers(agent);
	}

	@Override
	public FrameNumbers frames() {
		return this.frames;
	}

	@Override
	public long walk(int maxThreads, Visitor each) {
		long[] count = new long[1];
		for (Thread thread : this.agent.platformThreads()) {
			if (count[0]++ < maxThreads) {
				add(thread, false, each);
			}
		}
		flush(false, each);
		this.jdk.forEachVirtual((thread) -> {
			if (count[0]++ < maxThreads) {
				add(thread, true, each);
			}
		});
		flush(true, each);
		return Math.max(0, count[0] - maxThreads);
	}

	private void add(Thread thread, boolean virtual, Visitor each) {
		this.batch[this.size++] = thread;
		if (this.size == BATCH) {
			flush(virtual, each);
		}
	}

	private void flush(boolean virtual, Visitor each) {
		if (!virtual || this.agent.walksVirtualThreads()) {
			this.agent.walk(this.batch, this.size, this.stacks);
		}
		else {
			for (int i = 0; i < this.size; i++) {
				walkInJava(this.batch[i], i * Agent.STRIDE);
			}
		}
		SeenThread[] threads = new SeenThread[this.size];
		Arrays.setAll(threads, (i) -> SeenThread.of(this.batch[i], virtual));
		if (this.withLocks) {
			addLocks(threads, virtual);
		}
		for (int i = 0; i < this.size; i++) {
			int at = i * Agent.STRIDE;
			if (threads[i].isAlive(this.stacks[at])) {
				each.visit(threads[i], new NumberedStack(this.stacks, at + 1, this.stacks[at]));
			}
		}
		Arrays.fill(this.batch, 0, this.size, null);
		this.size = 0;
	}

	private void walkInJava(Thread thread, int at) {
		StackTraceElement[] elements = thread.getStackTrace();
		int depth = Math.min(elements.length, Agent.MAX_DEPTH);
		for (int i = 0; i < depth; i++) {
			this.stacks[at + 1 + i] = this.frames.of(elements[i]);
		}
		if (depth < elements.length) {
			this.stacks[at + ++depth] = this.frames.truncated();
		}
		this.stacks[at] = depth;
	}

	/** Asks for no stacks, so the JVM is not stopped. */
	private void addLocks(SeenThread[] threads, boolean virtual) {
		if (virtual) {
			Arrays.setAll(threads, (i) -> threads[i].withBlocker(this.jdk.blocker(this.batch[i])));
			return;
		}
		long[] ids = Arrays.stream(threads).mapToLong(SeenThread::id).toArray();
		ThreadInfo[] infos = ManagementFactory.getThreadMXBean().getThreadInfo(ids, 0);
		Arrays.setAll(threads, (i) -> threads[i].withLock(infos[i]));
	}

}
