package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The CPU time that the threads of a process have used, by their purpose, as Linux
 * reports it in nanoseconds, and how much of it was in the kernel.
 *
 * @param nanos the sum of each group
 * @param kernelNanos what the whole process has used in the kernel, in ticks of ten
 * milliseconds
 */
record ThreadTimes(Map<Group, Long> nanos, long kernelNanos) {

	static ThreadTimes of(long pid) throws IOException {
		Map<Group, Long> nanos = new EnumMap<>(Group.class);
		try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", "" + pid, "task"))) {
			for (Path thread : threads) {
				try {
					Group group = Group.of(Files.readString(thread.resolve("comm")));
					String times = Files.readString(thread.resolve("schedstat"));
					nanos.merge(group, Long.parseLong(times.substring(0, times.indexOf(' '))), Long::sum);
				}
				catch (IOException ex) {
					// The thread has ended: its file is gone, or can no longer be read.
				}
			}
		}
		return new ThreadTimes(nanos, kernelNanos(pid));
	}

	/** Reads field 15, after a name that may contain blanks. */
	private static long kernelNanos(long pid) throws IOException {
		String stat = Files.readString(Path.of("/proc", "" + pid, "stat"));
		String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
		return Long.parseLong(fields[12]) * 10_000_000;
	}

	/** The nanoseconds of a group. */
	long of(Group group) {
		return this.nanos.getOrDefault(group, 0L);
	}

	/** The time used since then. */
	ThreadTimes since(ThreadTimes before) {
		Map<Group, Long> used = new EnumMap<>(Group.class);
		this.nanos.forEach((group, time) -> used.put(group, time - before.of(group)));
		return new ThreadTimes(used, this.kernelNanos - before.kernelNanos);
	}

	/**
	 * The purposes of threads.
	 */
	enum Group {

		/** Tomcat's threads. */
		SERVING("http-nio"),

		/** The JIT compilers. */
		JIT("C1 ", "C2 "),

		/** The garbage collector. */
		GC("GC ", "G1 "),

		/** All others, ours among them. */
		OTHER;

		private final List<String> names;

		Group(String... names) {
			this.names = List.of(names);
		}

		private static Group of(String thread) {
			for (Group group : values()) {
				if (group.names.stream().anyMatch(thread::startsWith)) {
					return group;
				}
			}
			return OTHER;
		}

	}

}
