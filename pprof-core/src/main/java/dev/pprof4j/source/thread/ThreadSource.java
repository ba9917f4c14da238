package dev.pprof4j.source.thread;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.ThreadPicture;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.VirtualThreads;
import dev.pprof4j.source.agent.Agent;
import dev.pprof4j.source.agent.AgentLibrary;
import org.jspecify.annotations.Nullable;

/**
 * All live threads, platform and virtual, by stack, state and pool, including the thread
 * that asks. The native agent looks at them one by one, so the application keeps running;
 * without the agent, the JDK's own dumps are read. Safe to share between threads.
 */
public final class ThreadSource implements SnapshotSource {

	private static final Frame NOT_LOOKED_AT = Frame.ofMissing("not looked at: pprof.goroutine.max-threads");

	/** How many pictures are collected before they are handed on. */
	private static final int PICTURES = 256;

	private final AgentLibrary library;

	private final PrivateDirectory directory;

	private final int maxThreads;

	private final int maxStacks;

	private final AgentWalks walks;

	/**
	 * The agent of the last look; {@code null} if that look used dumps, or there was
	 * none.
	 */
	private @Nullable Agent agent;

	/** Why the last look used dumps; empty if it did not. */
	private String reason = "";

	/**
	 * A source that has not touched the native library yet.
	 * @param library the native library
	 * @param directory where the JDK dumps virtual threads if there is no library
	 * @param maxThreads how many threads are looked at; the others are only counted
	 * @param maxStacks how many distinct combinations of stack and labels are kept; the
	 * others are summed in one
	 */
	public ThreadSource(AgentLibrary library, PrivateDirectory directory, int maxThreads, int maxStacks) {
		this(library, directory, maxThreads, maxStacks, AgentWalk::new);
	}

	/** With another way to create walks by the agent. */
	ThreadSource(AgentLibrary library, PrivateDirectory directory, int maxThreads, int maxStacks, AgentWalks walks) {
		this.library = library;
		this.directory = directory;
		this.maxThreads = maxThreads;
		this.maxStacks = maxStacks;
		this.walks = walks;
	}

	@Override
	public Set<ProfileKind> kinds() {
		return Set.of(ProfileKind.GOROUTINE);
	}

	@Override
	public synchronized String name() {
		return (this.agent != null) ? "agent" : "threads";
	}

	@Override
	public synchronized SourceState state() {
		if (this.agent == null && this.reason.isEmpty()) {
			return SourceState.available("threads are read on request");
		}
		if (this.agent == null) {
			return SourceState.fallback("read from JDK thread dumps, because " + this.reason);
		}
		boolean partly = VirtualThreads.areSupported() && !this.agent.walksVirtualThreads();
		return SourceState
			.available("read one by one by the native agent" + (partly ? ", virtual threads by Java" : ""));
	}

	/**
	 * Does nothing, since nothing is counted.
	 */
	@Override
	public void start() {
		// see above
	}

	/** Adds the deadlocks; to find them, all threads are stopped. */
	@Override
	public Profile snapshot(ProfileKind kind, boolean afterGc) {
		return picture(kind).withComments(deadlocks());
	}

	/** The threads without the deadlocks. */
	Profile picture(ProfileKind kind) {
		ProfileBuilder builder = new ProfileBuilder(kind, 1);
		StackCounts counts = new StackCounts(this.maxStacks);
		ThreadWalk walk = newWalk(false, builder::comment);
		long leftOut = walk.walk(this.maxThreads, counts);
		counts.addTo(builder, walk.frames());
		if (leftOut > 0) {
			builder.add(List.of(NOT_LOOKED_AT), Labels.EMPTY, leftOut);
		}
		return builder.build(Instant.now(), Duration.ZERO);
	}

	/** The number of platform threads: nothing counts the virtual ones. */
	@Override
	public OptionalLong records(ProfileKind kind) {
		return OptionalLong.of(ManagementFactory.getThreadMXBean().getThreadCount());
	}

	/**
	 * Hands on every live thread, in batches as they are looked at.
	 * @param each receives the threads
	 * @return the number of threads beyond those that are looked at
	 */
	public long dump(Consumer<ThreadPicture> each) {
		ThreadWalk walk = newWalk(true, (comment) -> {
		});
		List<SeenThread> threads = new ArrayList<>();
		List<int[]> stacks = new ArrayList<>();
		long leftOut = walk.walk(this.maxThreads, (thread, stack) -> {
			threads.add(thread);
			stacks.add(stack.toArray());
			if (threads.size() == PICTURES) {
				handOn(threads, stacks, walk.frames(), each);
			}
		});
		handOn(threads, stacks, walk.frames(), each);
		return leftOut;
	}

	private static void handOn(List<SeenThread> threads, List<int[]> stacks, FrameNumbers frames,
			Consumer<ThreadPicture> each) {
		frames.describe(stacks);
		for (int i = 0; i < threads.size(); i++) {
			each.accept(threads.get(i).picture(frames.stack(stacks.get(i))));
		}
		threads.clear();
		stacks.clear();
	}

	/**
	 * Platform threads that wait for each other.
	 * @return one sentence for each cycle
	 */
	public static List<String> deadlocks() {
		return Deadlocks.sentences();
	}

	/**
	 * Falls back to dumps, since a later JDK may keep its virtual threads where the agent
	 * does not find them.
	 */
	private ThreadWalk newWalk(boolean withLocks, Consumer<String> comments) {
		try {
			Agent loaded = this.library.load();
			ThreadWalk walk = this.walks.newWalk(loaded, withLocks);
			looksBy(loaded, "");
			return walk;
		}
		catch (ProfilingException.Unavailable ex) {
			looksBy(null, String.valueOf(ex.getMessage()));
			comments.accept("Read from JDK thread dumps, which stop the application: " + ex.getMessage());
			return new JdkWalk(this.directory);
		}
	}

	private synchronized void looksBy(@Nullable Agent agent, String reason) {
		this.agent = agent;
		this.reason = reason;
	}

	/**
	 * Does nothing: the agent stays, and the directory belongs to its owner.
	 */
	@Override
	public void close() {
		// see above
	}

	/**
	 * Creates walks by the native agent.
	 */
	interface AgentWalks {

		/**
		 * One walk.
		 * @throws ProfilingException.Unavailable if it does not know this JDK
		 */
		ThreadWalk newWalk(Agent agent, boolean withLocks);

	}

}
