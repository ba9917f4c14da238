package dev.pprof4j.source.thread;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.VirtualThreads;
import dev.pprof4j.source.agent.Agent;
import org.jspecify.annotations.Nullable;

/**
 * Walks all threads with what the JDK offers: {@link ThreadMXBean} for platform threads,
 * which stops the application for each batch, and a dump to a file for virtual ones.
 */
final class JdkWalk implements ThreadWalk {

	/** Stops the application for a few milliseconds. */
	private static final int BATCH = 100;

	private final ThreadMXBean bean = ManagementFactory.getThreadMXBean();

	private final PrivateDirectory directory;

	private final FrameNumbers frames = new FrameNumbers(null);

	JdkWalk(PrivateDirectory directory) {
		this.directory = directory;
	}

	@Override
	public FrameNumbers frames() {
		return this.frames;
	}

	@Override
	public long walk(int maxThreads, Visitor each) {
		long[] ids = this.bean.getAllThreadIds();
		int walked = Math.min(ids.length, maxThreads);
		for (int from = 0; from < walked; from += BATCH) {
			long[] some = Arrays.copyOfRange(ids, from, Math.min(from + BATCH, walked));
			for (ThreadInfo info : this.bean.getThreadInfo(some, Agent.MAX_DEPTH + 1)) {
				visit(info, each);
			}
		}
		return ids.length - walked + walkVirtual(maxThreads - walked, each);
	}

	private void visit(@Nullable ThreadInfo info, Visitor each) {
		if (info != null) {
			int[] numbers = Arrays.stream(info.getStackTrace()).mapToInt(this.frames::of).toArray();
			if (numbers.length > Agent.MAX_DEPTH) {
				numbers[Agent.MAX_DEPTH] = this.frames.truncated();
			}
			each.visit(SeenThread.of(info), new NumberedStack(numbers, 0, numbers.length));
		}
	}

	private long walkVirtual(int maxThreads, Visitor each) {
		if (!VirtualThreads.areSupported()) {
			return 0;
		}
		try {
			return new DumpFile(this.frames, maxThreads, each).read(this.directory);
		}
		catch (IOException ex) {
			throw PrivateDirectory.unwritable("The dump of virtual threads", ex);
		}
	}

}
