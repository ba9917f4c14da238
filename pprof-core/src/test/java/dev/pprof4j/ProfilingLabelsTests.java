package dev.pprof4j;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import dev.pprof4j.label.ProfilingLabels;
import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.LabelledStack;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.test.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ProfilingLabels}, read from the stacks that the JVM shows.
 */
@Timeout(240)
class ProfilingLabelsTests {

	@Test
	void theStackShouldCarryThem() {
		assertThat(ProfilingLabels.of("tenant", "acme").get(ProfilingLabelsTests::carried))
			.isEqualTo(Map.of("tenant", "acme"));
		assertThat(carried()).isEmpty();
	}

	@Test
	void innerOnesShouldAddToOuterOnesAndReplaceTheirValues() {
		ProfilingLabels.of("tenant", "acme").and("job", "import").run(() -> {
			assertThat(carried()).isEqualTo(Map.of("tenant", "acme", "job", "import"));
			ProfilingLabels.of("job", "export").run(() -> {
				assertThat(carried()).isEqualTo(Map.of("tenant", "acme", "job", "export"));
				assertThat(ProfilingLabels.current()).hasToString("tenant=acme, job=export");
			});
			assertThat(carried()).isEqualTo(Map.of("tenant", "acme", "job", "import"));
			assertThat(ProfilingLabels.current()).hasToString("tenant=acme, job=import");
		});
		assertThat(ProfilingLabels.current()).hasToString("");
	}

	/** For example, a task that resubmits itself: there are as many frames as keys. */
	@Test
	void handingOnAgainAndAgainShouldNotAddToThem() throws Exception {
		Callable<Integer> depth = () -> new Throwable().getStackTrace().length;
		int once = ProfilingLabels.of("job", "import").and("tenant", "acme").call(depth);
		ProfilingLabels labels = ProfilingLabels.of("job", "import").and("tenant", "acme");
		for (int i = 0; i < 1000; i++) {
			labels = labels.get(() -> ProfilingLabels.current().and("job", "import").and("tenant", "acme"));
		}
		assertThat(labels).hasToString("job=import, tenant=acme");
		assertThat(labels.call(depth)).isEqualTo(once);
	}

	@Test
	void whatAProfileKnowsItselfShouldCountMore() {
		List<Frame> stack = ProfilingLabels.of("thread", "mine")
			.and("tenant", "acme")
			.get(ProfilingLabelsTests::frames);
		assertThat(LabelledStack.of(stack, Labels.of(Label.of("thread", "main"))).labels())
			.isEqualTo(Labels.of(Label.of("thread", "main"), Label.of("tenant", "acme")));
	}

	@Test
	void theyShouldEndWithTheBody() throws Exception {
		Runnable failing = () -> {
			throw new IllegalStateException("expected");
		};
		assertThatIllegalStateException().isThrownBy(() -> ProfilingLabels.of("tenant", "acme").run(failing))
			.withMessage("expected");
		assertThat(ProfilingLabels.current()).hasToString("");
		Callable<String> body = () -> ProfilingLabels.current().toString();
		assertThat(ProfilingLabels.of("tenant", "acme").call(body)).isEqualTo("tenant=acme");
	}

	@Test
	void noFrameOfOursShouldBeShown() {
		LabelledStack labelled = ProfilingLabels.of("tenant", "acme").get(ProfilingLabelsTests::labelled);
		assertThat(labelled.stack()).extracting(Frame::name)
			.startsWith(getClass().getName() + ".labelled", getClass().getName() + ".noFrameOfOursShouldBeShown")
			.noneMatch((name) -> name.startsWith("dev.pprof4j.label."));
	}

	@Test
	void wrappedTasksShouldHaveThemInOtherThreads() throws Exception {
		AtomicReference<Map<String, String>> seen = new AtomicReference<>();
		Runnable task = ProfilingLabels.of("tenant", "acme")
			.get(() -> ProfilingLabels.current().wrap(() -> seen.set(carried())));
		Thread thread = new Thread(task);
		thread.start();
		thread.join();
		assertThat(seen.get()).isEqualTo(Map.of("tenant", "acme"));
		Callable<Map<String, String>> call = ProfilingLabels.of("tenant", "b").wrap(ProfilingLabelsTests::carried);
		assertThat(call.call()).isEqualTo(Map.of("tenant", "b"));
		Runnable plain = () -> {
		};
		assertThat(ProfilingLabels.current().wrap(plain)).isSameAs(plain);
	}

	@Test
	void threadsShouldNotMixThem() {
		List<CompletableFuture<Void>> threads = IntStream.range(0, 8).mapToObj((i) -> CompletableFuture.runAsync(() -> {
			for (int n = 0; n < 1000; n++) {
				String value = "value " + (i * 7 + n) % 100;
				assertThat(ProfilingLabels.of("mixed", value).get(ProfilingLabelsTests::carried))
					.isEqualTo(Map.of("mixed", value));
			}
		})).toList();
		CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).join();
	}

	@Test
	void everyNumberShouldBeReadAsItWasWritten() {
		ProfilingLabels.setMaxValues(10_000);
		try {
			for (int i = 0; i < 9000; i++) {
				String value = "number " + i;
				assertThat(ProfilingLabels.of("numbers", value).get(ProfilingLabelsTests::carried))
					.isEqualTo(Map.of("numbers", value));
			}
		}
		finally {
			ProfilingLabels.setMaxValues(1000);
		}
	}

	@Test
	void whatIsBeyondTheLimitsShouldBeOther() {
		String longer = "x".repeat(300);
		assertThat(ProfilingLabels.of("length", longer)).hasToString("length=" + longer.substring(0, 200));
		for (int i = 0; i < 1000; i++) {
			assertThat(ProfilingLabels.of("limited", "value " + i)).hasToString("limited=value " + i);
		}
		assertThat(ProfilingLabels.of("limited", "one more")).hasToString("limited=other");
		assertThat(ProfilingLabels.of("limited", "value 7")).hasToString("limited=value 7");
		assertThatIllegalArgumentException().isThrownBy(() -> ProfilingLabels.of("", "value"))
			.withMessage("A label's key must not be empty");
		assertThatIllegalArgumentException().isThrownBy(() -> ProfilingLabels.setMaxValues(0))
			.withMessage("A label may have 1 to 131072 values, not 0");
	}

	/** In a separate JVM, since other tests need keys, too. */
	@Test
	void thereShouldBeALimitToTheKeys() {
		assertThat(new ChildJvm().run(ManyKeys.class).lines()).containsExactly("key 62=value", "other=other",
				"key 3=another");
	}

	@Test
	void aStackThatIsCutOffShouldNotBeReadAsAnother() {
		ProfilingLabels.setMaxValues(10_000);
		List<Frame> whole;
		try {
			IntStream.range(0, 5000).forEach((i) -> ProfilingLabels.of("cut", "number " + i));
			whole = ProfilingLabels.of("cut", "number 4999").get(ProfilingLabelsTests::frames);
		}
		finally {
			ProfilingLabels.setMaxValues(1000);
		}
		Labels all = LabelledStack.of(whole, Labels.EMPTY).labels();
		assertThat(all).isEqualTo(Labels.of(Label.of("cut", "number 4999")));
		assertThat(IntStream.range(1, whole.size()).mapToObj((depth) -> whole.subList(0, depth)))
			.allSatisfy((part) -> assertThat(LabelledStack.of(part, Labels.EMPTY).labels()).isIn(all, Labels.EMPTY));
		assertThat(IntStream.range(1, whole.size()).mapToObj((from) -> whole.subList(from, whole.size())))
			.allSatisfy((part) -> assertThat(LabelledStack.of(part, Labels.EMPTY).labels()).isIn(all, Labels.EMPTY));
	}

	private static Map<String, String> carried() {
		Map<String, String> labels = new TreeMap<>();
		labelled().labels().all().forEach((label) -> labels.put(label.key(), String.valueOf(label.text())));
		return labels;
	}

	private static LabelledStack labelled() {
		List<Frame> frames = frames();
		return LabelledStack.of(frames.subList(1, frames.size()), Labels.EMPTY);
	}

	private static List<Frame> frames() {
		return Arrays.stream(new Throwable().getStackTrace())
			.map((frame) -> Frame.ofJava(frame.getClassName(), frame.getMethodName(), "", "", frame.getLineNumber()))
			.toList();
	}

	/** Prints labels at the limit on keys and beyond it. */
	static final class ManyKeys {

		private ManyKeys() {
		}

		public static void main(String[] args) {
			IntStream.range(0, 62).forEach((i) -> ProfilingLabels.of("key " + i, "value"));
			System.out.println(ProfilingLabels.of("key 62", "value"));
			ProfilingLabels.of("key 63", "value");
			System.out.println(ProfilingLabels.of("key 64", "value"));
			System.out.println(ProfilingLabels.of("key 3", "another"));
		}

	}

}
