package dev.pprof4j.profile;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Frame}.
 */
class FrameTests {

	@Test
	void addressShouldDependOnClassMethodDescriptorAndLine() {
		Set<Long> addresses = new HashSet<>();
		for (String owner : new String[] { "a.B", "a.C" }) {
			for (String method : new String[] { "m", "n" }) {
				for (String descriptor : new String[] { "()V", "(I)V" }) {
					for (int line = 0; line < 1000; line++) {
						addresses.add(Frame.ofJava(owner, method, descriptor, "a/B.java", line).address());
					}
				}
			}
		}
		assertThat(addresses).hasSize(8000).doesNotContain(0L);
	}

	@Test
	void addressShouldBeTheSameInEveryJvm() {
		Frame frame = Frame.ofJava("com.example.Foo", "bar", "(I)V", "com/example/Foo.java", 42);
		// Scrapers subtract profiles of different releases: a new hash is a breaking
		// change.
		assertThat(Long.toHexString(frame.address())).isEqualTo("e63b7e7fdb7cd7f");
	}

	@Test
	void inlinedFramesShouldHaveAddressesOfTheirOwn() {
		Frame callee = Frame.ofJava("a.B", "callee", "()V", "a/B.java", 1);
		Frame caller = Frame.ofJava("a.B", "caller", "()V", "a/B.java", 2);
		assertThat(callee.asInlined()).isNotEqualTo(callee);
		assertThat(Set.of(callee.address(), caller.address(), callee.asInlined().address(),
				Frame.address(List.of(callee.asInlined(), caller)),
				Frame.address(List.of(callee.asInlined(), callee.asInlined(), caller))))
			.hasSize(5);
		assertThat(Frame.address(List.of(caller))).isEqualTo(caller.address());
	}

	@Test
	void atLineShouldBeTheSameMethodAtThatLine() {
		Frame frame = Frame.ofJava("com.example.Foo", "bar", "()V", "com/example/Foo.java", 0);
		assertThat(frame.atLine(12))
			.isEqualTo(Frame.ofJava("com.example.Foo", "bar", "()V", "com/example/Foo.java", 12));
		assertThat(frame.atLine(12).address()).isNotEqualTo(frame.address());
		assertThat(frame.asInlined().atLine(12)).isEqualTo(frame.atLine(12).asInlined());
		assertThat(frame.atLine(-1)).isEqualTo(frame);
	}

	@Test
	void nativeNamesShouldBeTellableAndSafeFromDemangling() {
		assertThat(Frame.ofKernel("do_syscall_64").name()).isEqualTo("do_syscall_64_[k]");
		Frame jvm = Frame.ofNative("G1CollectedHeap::allocate_new_tlab", "libjvm.so");
		assertThat(jvm.fileName()).isEqualTo("libjvm.so");
		assertThat(jvm.systemName()).isNotEqualTo(jvm.name());
		assertThat(Frame.ofMissing("lost samples").name()).isEqualTo("[lost samples]");
	}

}
