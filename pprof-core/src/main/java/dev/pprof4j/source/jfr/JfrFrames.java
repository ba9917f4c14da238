package dev.pprof4j.source.jfr;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Stack;
import dev.pprof4j.symbol.ClassNames;
import dev.pprof4j.symbol.SourceFiles;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import org.jspecify.annotations.Nullable;

/**
 * Converts the stacks of JFR events to frames, leaf first. JFR has no source files; they
 * are read from the class files. Equal frames become one object, because the stacks of a
 * heap have many of them. Safe to share between threads.
 */
final class JfrFrames {

	/**
	 * Beyond this, equal frames are created again, which costs memory but is still
	 * correct.
	 */
	private static final int MAX_REMEMBERED = 100_000;

	private final SourceFiles sourceFiles;

	private final boolean inlined;

	private final Map<Frame, Frame> remembered = new ConcurrentHashMap<>();

	JfrFrames(SourceFiles sourceFiles) {
		this(sourceFiles, false);
	}

	private JfrFrames(SourceFiles sourceFiles, boolean inlined) {
		this.sourceFiles = sourceFiles;
		this.inlined = inlined;
	}

	/**
	 * Frames that show whether they are inlined. Not for what is counted since the start,
	 * where a stack must stay the same when its code is compiled.
	 */
	static JfrFrames withInlined(SourceFiles sourceFiles) {
		return new JfrFrames(sourceFiles, true);
	}

	Stack of(@Nullable RecordedStackTrace stack) {
		if (stack == null || stack.getFrames().isEmpty()) {
			return Stack.of(Frame.NO_STACK);
		}
		Frame[] frames = new Frame[stack.getFrames().size() + (stack.isTruncated() ? 1 : 0)];
		frames[frames.length - 1] = Frame.DEEPER;
		for (int i = 0; i < stack.getFrames().size(); i++) {
			frames[i] = remembered(frame(stack.getFrames().get(i)));
		}
		return Stack.of(Arrays.asList(frames));
	}

	private Frame remembered(Frame frame) {
		Frame known = this.remembered.get(frame);
		if (known == null && this.remembered.size() < MAX_REMEMBERED) {
			this.remembered.put(frame, frame);
		}
		return (known != null) ? known : frame;
	}

	private Frame frame(RecordedFrame frame) {
		RecordedMethod method = frame.getMethod();
		if (method == null || method.getType() == null) {
			return Frame.UNKNOWN;
		}
		String className = ClassNames.stable(method.getType().getName());
		Frame java = Frame.ofJava(className, method.getName(), method.getDescriptor(), this.sourceFiles.of(className),
				frame.getLineNumber());
		return (this.inlined && frame.getType().equals("Inlined")) ? java.asInlined() : java;
	}

}
