package dev.pprof4j.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Symbols}.
 */
class SymbolsTests {

	private final Symbols symbols = new Symbols();

	@Test
	void whatIsInTheLastTextShouldBeKnownHoweverLongItHasBeen() {
		Frame forgotten = frame(-2);
		Frame always = frame(-1);
		this.symbols.remember(profile(List.of(forgotten, always)));
		for (int text = 0; text < 6; text++) {
			List<Frame> frames = new ArrayList<>(List.of(always));
			for (int i = 0; i < 10_000; i++) {
				frames.add(frame(10_000 * text + i));
			}
			this.symbols.remember(profile(frames));
		}
		assertThat(name(always)).isEqualTo(always.name());
		assertThat(name(frame(59_999))).isEqualTo("example.Work.m59999");
		assertThat(name(forgotten)).isEmpty();
		assertThat(name(frame(9000))).isEmpty();
	}

	private String name(Frame frame) {
		String address = Long.toHexString(frame.address());
		return this.symbols.lookUp("0x" + address)
			.lines()
			.skip(1)
			.map((line) -> line.substring(("0x" + address + " ").length()))
			.collect(Collectors.joining());
	}

	private static Frame frame(int number) {
		return Frame.ofJava("example.Work", "m" + number, "()V", "Work.java", 1);
	}

	private static Profile profile(List<Frame> frames) {
		ProfileBuilder builder = new ProfileBuilder(ProfileKind.GOROUTINE, 1);
		frames.forEach((frame) -> builder.add(List.of(frame), Labels.EMPTY, 1));
		return builder.build(Instant.now(), Duration.ZERO);
	}

}
