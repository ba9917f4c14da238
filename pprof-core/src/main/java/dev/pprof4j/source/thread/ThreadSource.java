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
 * All live threads, platform and virtual, by stack, with what they do and which pool they
 * are of; the one that asks among them. The native agent looks at them one by one, so
 * that the application goes on; without it the JDK's own dumps are read. Safe to share
 * between threads.
 */
public final class ThreadSource implements SnapshotSource {

	private static final Frame NOT_LOOKED_AT = Frame.ofMissing("not looked at: pprof.goroutine.max-threads");

	/** Pictures that are put together before they are handed on. */
	private static final int PICTURES = 256;

	private final AgentLibrary library;

	private final PrivateDirectory directory;

	private final int maxThreads;

	private final int maxStacks;

	private final AgentWalks walks;

	/** That of the last look; {@code null} if it was by dumps, or there was none. */
	private @Nullable Agent agent;

	/** Why the last look was by dumps; empty if it was not. */
	private String reason = "";

	/**
	 * A source that has not touched the native library yet.
	 * @param library the native library
	 * @param directory where the JDK dumps virtual threads if there is no library
	 * @param maxThreads how many threads are looked at; others are only counted
	 * @param maxStacks how many stacks with different labels are told apart; others are
	 * summed in one
	 */
	public ThreadSource(AgentLibrary library, PrivateDirectory directory, int maxThreads, int maxStacks) {
		this(library, directory, maxThreads, maxStacks, AgentWalk::new);
	}

	/** With other walks by the agent. */
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
			return SourceState.available("threads are looked at when somebody asks");
		}
		if (this.agent == null) {
			return SourceState.fallback("read from dumps of the JDK, because " + this.reason);
		}
		boolean partly = VirtualThreads.areSupported() && !this.agent.walksVirtualThreads();
		return SourceState
			.available("looked at one by one by the native agent" + (partly ? ", virtual threads by Java" : ""));
	}

	/**
	 * Nothing is counted, so that there is nothing to start.
	 */
	@Override
	public void start() {
		// see above
	}

	/** With the deadlocks, to find which all threads are stopped. */
	@Override
	public Profile snapshot(ProfileKind kind, boolean afterGc) {
		return picture(kind).withComments(deadlocks());
	}

	/** The threads alone. */
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

	/** The platform threads: nobody counts the virtual ones. */
	@Override
	public OptionalLong records(ProfileKind kind) {
		return OptionalLong.of(ManagementFactory.getThreadMXBean().getThreadCount());
	}

	/**
	 * Hands on every live thread, as soon as some are looked at.
	 * @param each is given them
	 * @return how many there are beyond those that are looked at
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
	 * The platform threads that wait for each other.
	 * @return one sentence for each cycle
	 */
	public static List<String> deadlocks() {
		return Deadlocks.sentences();
	}

	/** A later JDK may keep its virtual threads where the agent does not know them. */
	private ThreadWalk newWalk(boolean withLocks, Consumer<String> comments) {
		try {
			Agent loaded = this.library.load();
			ThreadWalk walk = this.walks.newWalk(loaded, withLocks);
			looksBy(loaded, "");
			return walk;
		}
		catch (ProfilingException.Unavailable ex) {
			looksBy(null, String.valueOf(ex.getMessage()));
			comments.accept("Read from dumps of the JDK, for which it stops the application: " + ex.getMessage());
			return new JdkWalk(this.directory);
		}
	}

	private synchronized void looksBy(@Nullable Agent agent, String reason) {
		this.agent = agent;
		this.reason = reason;
	}

	/**
	 * There is nothing to end: the agent stays, and the directory is its owner's.
	 */
	@Override
	public void close() {
		// see above
	}

	/**
	 * Makes walks by the native agent.
	 */
	interface AgentWalks {

		/**
		 * One walk.
		 * @throws ProfilingException.Unavailable if it does not know this JDK
		 */
		ThreadWalk newWalk(Agent agent, boolean withLocks);

	}

}
