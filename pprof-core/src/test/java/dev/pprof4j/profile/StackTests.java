package dev.pprof4j.profile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import dev.pprof4j.label.ProfilingLabels;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Stack} and {@link StackPath}.
 */
class StackTests {

	private static final Frame LABEL = Frame.ofJava(ProfilingLabels.class.getName(), "run", "()V", "", 1);

	private final Random random = new Random(1);

	@Test
	void aStackShouldBeTheListOfItsFrames() {
		List<Frame> frames = List.of(frame(), frame(), frame());
		Stack stack = Stack.of(frames);
		assertThat(stack).isEqualTo(frames).hasSameHashCodeAs(frames).containsExactlyElementsOf(frames);
		assertThat(frames).isEqualTo(stack);
		assertThat(Stack.of(stack)).isSameAs(stack);
		assertThat(Stack.of(List.of())).isEmpty();
	}

	@Test
	void aStackOfFramesThatAreLookedUpShouldBeTheSame() {
		List<Frame> frames = List.of(frame(), frame(), frame());
		assertThat(Stack.of(frames.size(), frames::get)).isEqualTo(Stack.of(frames));
		assertThat(Stack.of(0, frames::get)).containsExactly(Frame.NO_STACK);
	}

	@Test
	void aStackShouldNotChangeWithTheListItIsOf() {
		List<Frame> frames = new ArrayList<>(List.of(LABEL.asInlined()));
		Stack stack = Stack.of(frames);
		frames.set(0, Frame.LOST);
		assertThat(stack).containsExactly(LABEL.asInlined());
	}

	/** Goes from stack to stack by the frames they share, beyond the usual depth. */
	@Test
	void aPathShouldLeadToTheSameStackAsItsFrames() {
		StackPath path = new StackPath();
		List<Frame> fromRoot = new ArrayList<>();
		for (int i = 0; i < 2000; i++) {
			int common = this.random.nextInt(fromRoot.size() + 1);
			path.leaveTo(common);
			fromRoot.subList(common, fromRoot.size()).clear();
			for (int more = this.random.nextInt(80); more > 0; more--) {
				Frame frame = (this.random.nextInt(100) == 0) ? LABEL : frame();
				path.enter(frame);
				fromRoot.add(frame);
			}
			List<Frame> frames = new ArrayList<>(fromRoot);
			Collections.reverse(frames);
			Stack stack = path.stack();
			assertThat(stack).isEqualTo(Stack.of(frames)).isEqualTo(frames);
			assertThat(stack.pathHash()).isEqualTo(Stack.of(frames).pathHash());
			assertThat(stack.isLabelled()).isEqualTo(frames.contains(LABEL));
		}
	}

	@Test
	void aPathShouldNotLeaveToWhereItHasNotBeen() {
		StackPath path = new StackPath();
		path.enter(LABEL);
		path.enter(LABEL);
		path.leaveTo(1);
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> path.leaveTo(2));
		assertThat(path.stack()).containsExactly(LABEL);
	}

	@Test
	void stacksThatDifferInOneFrameShouldDiffer() {
		List<Frame> frames = List.of(frame(), frame(), frame());
		for (int i = 0; i < frames.size(); i++) {
			List<Frame> other = new ArrayList<>(frames);
			other.set(i, LABEL);
			assertThat(Stack.of(other)).isNotEqualTo(Stack.of(frames));
		}
		assertThat(Stack.of(frames.subList(1, 3))).isNotEqualTo(Stack.of(frames));
	}

	private Frame frame() {
		return Frame.ofJava("com.example.Work", "run", "()V", "", 1 + this.random.nextInt(1000));
	}

}
