package dev.pprof4j.source.jfr;

import java.util.List;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.symbol.ClassNames;
import dev.pprof4j.symbol.SourceFiles;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import org.jspecify.annotations.Nullable;

/**
 * The stacks of JFR events as frames, leaf first. JFR has no source files; they are read
 * from the class files. Safe to share between threads.
 */
final class JfrFrames {

	private static final Frame NO_STACK = Frame.ofMissing("no Java stack");

	private static final Frame TRUNCATED = Frame.ofMissing("deeper frames");

	private final SourceFiles sourceFiles;

	JfrFrames(SourceFiles sourceFiles) {
		this.sourceFiles = sourceFiles;
	}

	List<Frame> of(@Nullable RecordedStackTrace stack) {
		if (stack == null || stack.getFrames().isEmpty()) {
			return List.of(NO_STACK);
		}
		Frame[] frames = new Frame[stack.getFrames().size() + (stack.isTruncated() ? 1 : 0)];
		frames[frames.length - 1] = TRUNCATED;
		for (int i = 0; i < stack.getFrames().size(); i++) {
			frames[i] = frame(stack.getFrames().get(i));
		}
		return List.of(frames);
	}

	private Frame frame(RecordedFrame frame) {
		RecordedMethod method = frame.getMethod();
		if (method == null || method.getType() == null) {
			return Frame.ofMissing("unknown method");
		}
		String className = ClassNames.stable(method.getType().getName());
		return Frame.ofJava(className, method.getName(), method.getDescriptor(), this.sourceFiles.of(className),
				frame.getLineNumber());
	}

}
