package dev.pprof4j.actuate.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.pprof4j.Profiler;
import dev.pprof4j.actuate.CollectedProfile;
import dev.pprof4j.actuate.CollectedProfile.Outcome;
import dev.pprof4j.autoconfigure.PprofAutoConfiguration;
import dev.pprof4j.autoconfigure.PprofReportAutoConfiguration;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.test.RequiresNativeSampler;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.AuditEventRepository;
import org.springframework.boot.actuate.audit.InMemoryAuditEventRepository;
import org.springframework.boot.actuate.autoconfigure.audit.AuditAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what is reported about the profiles that are taken.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class ReportTests {

	private static final CollectedProfile TAKEN = new CollectedProfile("ad\nm\u2028in", "profile", "async-profiler",
			Outcome.SUCCESS, Duration.ofSeconds(30), Duration.ofMillis(30_400), Duration.ofMillis(80), 45_123, 7);

	private static final CollectedProfile REFUSED = new CollectedProfile("admin", "wall", "async-profiler",
			Outcome.BUSY, Duration.ZERO, Duration.ofMillis(1), Duration.ZERO, 100, 0);

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(PprofAutoConfiguration.class, PprofReportAutoConfiguration.class, AuditAutoConfiguration.class));

	@Test
	void metersShouldCountCollections() {
		MeterRegistry registry = new SimpleMeterRegistry();
		this.runner.withBean(MeterRegistry.class, () -> registry).run((context) -> {
			PprofMeters meters = context.getBean(PprofMeters.class);
			meters.begun();
			meters.begun();
			assertThat(registry.get("pprof.collection.active").gauge().value()).isEqualTo(2);
			meters.ended(TAKEN);
			meters.ended(REFUSED);
			assertThat(registry.get("pprof.collection.active").gauge().value()).isZero();
			assertThat(registry.get("pprof.collection")
				.tags("profile", "profile", "source", "async-profiler", "outcome", "success")
				.timer()
				.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(30_400);
			assertThat(registry.get("pprof.collection").tags("profile", "wall", "outcome", "busy").timer().count())
				.isEqualTo(1);
			assertThat(registry.get("pprof.profile.size").tag("profile", "profile").summary().totalAmount())
				.isEqualTo(45_123);
			assertThat(registry.get("pprof.samples.lost").tag("profile", "profile").counter().count()).isEqualTo(7);
			assertThat(registry.get("pprof.cpu.time").tag("by", "requests").functionCounter().count()).isEqualTo(0.08);
			assertThat(registry.find("pprof.profile.size").tag("profile", "wall").summary()).isNull();
		});
	}

	@Test
	void metersOfAContextThatHasEndedShouldMakeRoomForThoseOfTheNext() {
		MeterRegistry registry = new SimpleMeterRegistry();
		new ApplicationContextRunner().withBean(MeterRegistry.class, () -> registry).run((parent) -> {
			for (int begun = 3; begun > 0; begun--) {
				int expected = begun;
				this.runner.withParent(parent).run((context) -> {
					for (int i = 0; i < expected; i++) {
						context.getBean(PprofMeters.class).begun();
					}
					assertThat(registry.get("pprof.collection.active").gauge().value()).isEqualTo(expected);
				});
			}
			assertThat(registry.find("pprof.collection.active").gauge()).isNull();
		});
	}

	@Test
	@RequiresNativeSampler
	void metersShouldTellWhatTheSamplerAndTheStreamHold() {
		MeterRegistry registry = new SimpleMeterRegistry();
		this.runner.withBean(MeterRegistry.class, () -> registry)
			.withPropertyValues("pprof.heap.enabled=true", "pprof.block.enabled=true")
			.run((context) -> {
				Profiler profiler = context.getBean(Profiler.class);
				List<byte[]> kept = new ArrayList<>();
				for (int i = 0; i < 12; i++) {
					kept.add(new byte[16 * 1024 * 1024]);
				}
				Thread.sleep(20);
				profiler.snapshot(ProfileKind.BLOCK);
				Thread.sleep(20);
				profiler.snapshot(ProfileKind.BLOCK);
				assertThat(kept).hasSize(12);
				// Arrays of 16 MB are nearly always sampled and followed up, even where
				// the
				// budget is low.
				assertThat(registry.get("pprof.heap.live").gauge().value()).isGreaterThanOrEqualTo(12);
				assertThat(registry.get("pprof.heap.records").gauge().value()).isPositive();
				assertThat(registry.get("pprof.heap.memory").gauge().value()).isGreaterThan(10_000);
				double followed = registry.get("pprof.heap.followed").functionCounter().count();
				assertThat(followed).isGreaterThanOrEqualTo(12);
				assertThat(registry.get("pprof.heap.drawn").functionCounter().count()).isGreaterThanOrEqualTo(followed);
				assertThat(registry.get("pprof.cpu.time").tag("by", "heap").functionCounter().count()).isPositive();
				assertThat(registry.get("pprof.events").functionCounter().count()).isPositive();
				assertThat(registry.get("pprof.events.lag").timeGauge().value()).isPositive();
				assertThat(registry.get("pprof.cpu.time").tag("by", "events").functionCounter().count()).isPositive();
				CompletableFuture<Void> window = CompletableFuture.runAsync(() -> record(profiler));
				while (registry.get("pprof.collection.waiting").gauge().value() == 0) {
					assertThat(window).isNotDone();
				}
				profiler.stop();
				window.join();
				assertThat(registry.get("pprof.collection.waiting").gauge().value()).isZero();
			});
	}

	private static void record(Profiler profiler) {
		try {
			profiler.record(ProfileKind.CPU, Duration.ofMinutes(5));
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void allMetersShouldBeDescribed() {
		MeterRegistry registry = new SimpleMeterRegistry();
		this.runner.withBean(MeterRegistry.class, () -> registry).run((context) -> {
			context.getBean(PprofMeters.class).begun();
			context.getBean(PprofMeters.class).ended(TAKEN);
			String documentation = Files.readString(Path.of("..", "docs", "meters.md"));
			assertThat(registry.getMeters()).hasSizeGreaterThan(8).allSatisfy((meter) -> {
				Meter.Id id = meter.getId();
				assertThat(id.getDescription()).isNotBlank();
				// Prometheus would turn an empty unit into an underscore.
				assertThat(id.getBaseUnit()).isNotEqualTo("");
				assertThat(documentation).contains("| `" + id.getName() + "` |");
				id.getTags().forEach((tag) -> assertThat(documentation).contains('`' + tag.getKey() + '`'));
			});
		});
	}

	/** The dashboard names the meters as Prometheus does. */
	@Test
	void theDashboardShouldShowWhatThereIs() throws IOException {
		String dashboard = Files.readString(Path.of("..", "docs", "grafana-dashboard.json"));
		String documentation = Files.readString(Path.of("..", "docs", "meters.md"));
		Set<String> shown = new TreeSet<>();
		Matcher name = Pattern.compile("pprof_[a-z_]+").matcher(dashboard);
		while (name.find()) {
			shown.add(name.group().replaceAll("_(seconds|bytes)?_?(count|sum|total)?$", "").replace('_', '.'));
		}
		Set<String> described = new TreeSet<>();
		Matcher row = Pattern.compile("(?m)^\\| `(pprof\\.[a-z.]+)` \\|").matcher(documentation);
		while (row.find()) {
			described.add(row.group(1));
		}
		assertThat(shown).isEqualTo(described);
		assertThat(JsonParserFactory.getJsonParser().parseMap(dashboard)).containsKeys("title", "panels");
	}

	@Test
	void thereShouldBeNoMetersWithoutMicrometerOrARegistry() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(PprofMeters.class));
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("pprofMeters"));
	}

	@Test
	void theAuditShouldHaveAnEvent() {
		this.runner.withBean(AuditEventRepository.class, InMemoryAuditEventRepository::new).run((context) -> {
			context.getBean(ProfileAudit.class).begun();
			context.getBean(ProfileAudit.class).ended(TAKEN);
			List<AuditEvent> events = context.getBean(AuditEventRepository.class).find(null, null, "PPROF_PROFILE");
			assertThat(events).singleElement().satisfies((event) -> {
				assertThat(event.getPrincipal()).isEqualTo("ad\nm\u2028in");
				assertThat(event.getData()).isEqualTo(Map.of("profile", "profile", "outcome", "success", "windowMillis",
						30_000L, "tookMillis", 30_400L, "bytes", 45_123L));
			});
		});
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ProfileAudit.class));
	}

	@Test
	void theLogShouldHaveALine(CapturedOutput output) {
		this.runner.run((context) -> {
			ProfileLog log = context.getBean(ProfileLog.class);
			log.begun();
			log.ended(TAKEN);
			log.ended(REFUSED);
		});
		assertThat(output).contains("User 'ad?m?in' took the profile 'profile': 45123 bytes in 30.4 s")
			.doesNotContain("'wall'");
	}

}
