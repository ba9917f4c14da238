package dev.pprof4j.source;

import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.source.ThreadClocks.Reading;
import dev.pprof4j.test.ChildJvm;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ThreadClocks}.
 */
class ThreadClocksTests {

	private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	/** Far from the identifier of any thread. */
	private static final long ID = Long.MAX_VALUE / 2;

	private final ThreadClocks clocks = new ThreadClocks();

	@Test
	void aThreadThatLivesOnShouldHaveWhatItUsedInTheWindow() {
		CpuSplit.burn(50 * MILLI);
		this.clocks.begin();
		CpuSplit.burn(20 * MILLI);
		this.clocks.handOverTo(new ThreadClocks(), List::of);
		assertThat(this.clocks.used().get(Thread.currentThread().getId())).isBetween(20 * MILLI, 40 * MILLI);
	}

	/** However long it takes from the end of one window to the beginning of the next. */
	@Test
	void windowsThatFollowEachOtherShouldHaveAllOfIt() {
		ThreadClocks next = new ThreadClocks();
		this.clocks.begin();
		this.clocks.handOverTo(next, List::of);
		CpuSplit.burn(20 * MILLI);
		next.handOverTo(new ThreadClocks(), List::of);
		assertThat(next.used().get(Thread.currentThread().getId())).isBetween(20 * MILLI, 40 * MILLI);
	}

	/** Threads that began to carry virtual threads within the window. */
	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void carriersShouldBeKnown() {
		long millis = Long.parseLong(new ChildJvm().run(LateCarriers.class, "500").strip());
		assertThat(millis).isBetween(50L, 600L);
	}

	@Test
	void aThreadThatEndsShouldHaveWhatItUsedSinceItBegan() {
		assertThat(usedOf(new Reading(ID, 1, 5, 30))).isEqualTo(25);
	}

	@Test
	void aThreadWhoseBeginNobodySawShouldHaveNoClock() {
		assertThat(usedOf(new Reading(ID, 1, 0, 30))).isNull();
	}

	/** Which of them a sample belongs to is unknown. */
	@Test
	void aNativeThreadThatWasSeveralShouldHaveNoClock() {
		assertThat(usedOf(new Reading(ID, 1, 5, 30), new Reading(ID + 1, 1, 40, 60))).isNull();
		assertThat(usedOf(new Reading(ID, 1, 5, 30), new Reading(ID + 1, 2, 40, 60))).isEqualTo(25);
	}

	@Test
	void aThreadThatEndedMeanwhileShouldHaveItsLastReading() {
		this.clocks.begin();
		long id = Thread.currentThread().getId();
		this.clocks.handOverTo(new ThreadClocks(), () -> List.of(new Reading(id, 1, 5, Long.MAX_VALUE)));
		assertThat(this.clocks.used().get(id)).isGreaterThan(Long.MAX_VALUE / 2);
	}

	private @Nullable Long usedOf(Reading... ends) {
		this.clocks.begin();
		this.clocks.handOverTo(new ThreadClocks(), () -> List.of(ends));
		return this.clocks.used().get(ID);
	}

}
