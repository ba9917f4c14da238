package dev.pprof4j.source.thread;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.pprof4j.profile.Frame;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.agent.Agent;
import org.jspecify.annotations.Nullable;

/**
 * Reads virtual threads from a dump of the JDK,
 * {@code HotSpotDiagnosticMXBean.dumpThreads}. It is read line by line, since it has 1 KB
 * per thread. Lives for one dump.
 */
final class DumpFile {

	/**
	 * {@code #23 "name" virtual WAITING 2026-01-01T00:00:00Z}; before JDK 25 without the
	 * state.
	 */
	private static final Pattern HEADER = Pattern.compile("#(\\d+) \"(.*)\"( virtual)?(?: ([A-Z_]+) \\S+)?\\s*");

	/**
	 * {@code at java.base/java.lang.Thread.run(Thread.java:1474)}; before JDK 25 without
	 * {@code at}.
	 */
	private static final Pattern FRAME = Pattern
		.compile("(?:at )?(?:[^(]*/)?(?!0x)([^/]+(?:/0x[0-9a-f]+)?)\\.([^./]+)\\(([^:()]*)(?::(\\d+))?\\)");

	/**
	 * {@code - waiting to lock <java.lang.Object@1b2c6ec2>}; before JDK 25 there are no
	 * locks.
	 */
	private static final Pattern LOCK = Pattern
		.compile("- (?:parking to wait for|waiting to lock|waiting on) <([^>]+)>.*");

	private final FrameNumbers frames;

	private final int maxThreads;

	private final ThreadWalk.Visitor each;

	private long count;

	private @Nullable SeenThread thread;

	private final int[] numbers = new int[Agent.STRIDE];

	private int depth;

	DumpFile(FrameNumbers frames, int maxThreads, ThreadWalk.Visitor each) {
		this.frames = frames;
		this.maxThreads = maxThreads;
		this.each = each;
	}

	/** The number of threads beyond those that are looked at. */
	long read(PrivateDirectory directory) throws IOException {
		Path file = directory.createFile("-threads.txt");
		try {
			Files.delete(file); // the JDK refuses to overwrite a file
			dump(file);
			try (BufferedReader lines = Files.newBufferedReader(file)) {
				lines.lines().forEach(this::line);
			}
			end();
			return Math.max(0, this.count - this.maxThreads);
		}
		finally {
			Files.deleteIfExists(file);
		}
	}

	/** By reflection, since this is compiled for Java 17. */
	private static void dump(Path file) throws IOException {
		PlatformManagedObject bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
		try {
			Class<?> format = Class.forName(HotSpotDiagnosticMXBean.class.getName() + "$ThreadDumpFormat");
			Object text = Arrays.stream(format.getEnumConstants())
				.filter((constant) -> constant.toString().equals("TEXT_PLAIN"))
				.findFirst()
				.orElseThrow(() -> new NoSuchFieldException("TEXT_PLAIN"));
			HotSpotDiagnosticMXBean.class.getMethod("dumpThreads", String.class, format)
				.invoke(bean, file.toAbsolutePath().toString(), text);
		}
		catch (InvocationTargetException ex) {
			if (ex.getCause() instanceof IOException unwritable) {
				throw unwritable;
			}
			throw undumpable(Objects.requireNonNullElse(ex.getCause(), ex));
		}
		catch (ReflectiveOperationException ex) {
			throw undumpable(ex);
		}
	}

	private static ProfilingException undumpable(Throwable cause) {
		return new ProfilingException.Unavailable("This JDK cannot dump its virtual threads (" + cause + ")", cause);
	}

	private void line(String line) {
		if (line.startsWith("#")) {
			end();
			begin(HEADER.matcher(line));
		}
		else if (line.isBlank()) {
			end();
		}
		else if (this.thread != null) {
			detail(this.thread, line.strip());
		}
	}

	private void begin(Matcher header) {
		if (header.matches() && header.group(3) != null && this.count++ < this.maxThreads) {
			// JDKs before 25 do not write the state, and a thread has to have one.
			String state = (header.group(4) != null) ? header.group(4) : Thread.State.RUNNABLE.name();
			this.thread = new SeenThread(Long.parseLong(header.group(1)), header.group(2), true, true,
					Thread.State.valueOf(state), "", "");
		}
	}

	private void detail(SeenThread current, String text) {
		Matcher lock = LOCK.matcher(text);
		if (lock.matches()) {
			this.thread = new SeenThread(current.id(), current.name(), true, true, current.state(), lock.group(1), "");
		}
		else if (!text.startsWith("- ") && this.depth <= Agent.MAX_DEPTH) {
			this.numbers[this.depth] = (this.depth == Agent.MAX_DEPTH) ? this.frames.truncated()
					: this.frames.of(text, DumpFile::frame);
			this.depth++;
		}
	}

	private void end() {
		if (this.thread != null && this.thread.isAlive(this.depth)) {
			this.each.visit(this.thread, new NumberedStack(this.numbers, 0, this.depth));
		}
		this.thread = null;
		this.depth = 0;
	}

	static Frame frame(String text) {
		Matcher frame = FRAME.matcher(text);
		if (!frame.matches()) {
			return Frame.UNKNOWN;
		}
		String location = frame.group(3);
		String file = location.equals("Native Method") || location.equals("Unknown Source") ? "" : location;
		return FrameNumbers.frame(frame.group(1), frame.group(2), file,
				(frame.group(4) != null) ? Integer.parseInt(frame.group(4)) : 0);
	}

}
