package dev.pprof4j.autoconfigure;

import dev.pprof4j.source.DaemonThread;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.agent.AgentLibrary;
import dev.pprof4j.source.asyncprofiler.AsyncProfilerLibrary;
import dev.pprof4j.source.heap.HeapSampling;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Starts what must run before the application does, as soon as the properties are known:
 * the heap sampler, which counts what is allocated from then on, and makes the JIT
 * compilers describe inlined code. Where it cannot be had, async-profiler is loaded on a
 * thread of its own, which does the latter. Where the endpoint cannot be reached, nothing
 * is loaded but what a property asks for.
 */
final class PprofStartListener implements ApplicationListener<SpringApplicationEvent>, Ordered {

	private static final Log logger = LogFactory.getLog(PprofStartListener.class);

	/**
	 * Held until the application's own profiler has taken its share, or has failed to.
	 */
	private @Nullable HeapSampling sampling;

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE; // after the configuration files
	}

	@Override
	public synchronized void onApplicationEvent(SpringApplicationEvent event) {
		if (event instanceof ApplicationEnvironmentPreparedEvent prepared) {
			environmentPrepared(prepared);
		}
		else if (event instanceof ApplicationReadyEvent || event instanceof ApplicationFailedEvent) {
			release();
		}
	}

	private void environmentPrepared(ApplicationEnvironmentPreparedEvent event) {
		Environment environment = event.getEnvironment();
		try {
			Binder binder = Binder.get(environment);
			if (binder.bind("pprof.enabled", Boolean.class).orElse(true)) {
				start(binder.bindOrCreate("pprof", PprofProperties.class),
						PprofReach.of(event.getSpringApplication(), environment));
			}
		}
		catch (RuntimeException ex) {
			logger.debug("Left to the context, which explains it", ex);
		}
	}

	private void start(PprofProperties properties, boolean reachable) {
		boolean armed = PprofProperties.isWanted(properties.heap().enabled(), reachable) && startSampling(properties);
		boolean used = reachable || properties.cpu().continuous().enabled();
		if (used && properties.cpu().preload().isWanted(armed)) {
			preload(properties);
		}
	}

	private boolean startSampling(PprofProperties properties) {
		PprofProperties.Heap heap = properties.heap();
		try {
			AgentLibrary library = new AgentLibrary(heap.library(), properties.tempDirOrDefault());
			release();
			this.sampling = HeapSampling.start(library, heap.intervalBytes(), heap.maxStacks());
			return true;
		}
		catch (ProfilingException ex) {
			logger.debug("Left to the profiler, which tells it", ex);
			return false;
		}
	}

	private void release() {
		if (this.sampling != null) {
			this.sampling.close();
			this.sampling = null;
		}
	}

	private static void preload(PprofProperties properties) {
		AsyncProfilerLibrary library = new AsyncProfilerLibrary(properties.cpu().library(),
				properties.tempDirOrDefault());
		DaemonThread.start("pprof-preload", () -> load(library));
	}

	private static void load(AsyncProfilerLibrary library) {
		try {
			library.load();
		}
		catch (ProfilingException ex) {
			logger.warn("CPU profiles are not available: " + ex.getMessage());
		}
	}

}
