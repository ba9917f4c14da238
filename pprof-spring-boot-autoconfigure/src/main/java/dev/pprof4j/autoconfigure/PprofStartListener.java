package dev.pprof4j.autoconfigure;

import java.nio.file.Path;

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
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Starts what must run before the application does, as soon as the properties are known:
 * the heap sampler, which counts allocations from then on and makes the JIT compilers
 * describe inlined code. If the sampler is unavailable, async-profiler is loaded on a
 * separate thread; loading it makes the compilers do the same. If the endpoint cannot be
 * reached, only what a property asks for is loaded.
 */
final class PprofStartListener implements SmartApplicationListener {

	private static final Log logger = LogFactory.getLog(PprofStartListener.class);

	/**
	 * Held until the application's own profiler has taken its share, or has failed to.
	 * The context may also be closed before the application is ready.
	 */
	private @Nullable HeapSampling sampling;

	/** The context of the application that is starting. */
	private @Nullable ApplicationContext context;

	/** Excludes the events of each request. */
	@Override
	public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
		return SpringApplicationEvent.class.isAssignableFrom(type) || ContextClosedEvent.class.isAssignableFrom(type);
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE; // after the configuration files
	}

	@Override
	public synchronized void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof ApplicationEnvironmentPreparedEvent prepared) {
			environmentPrepared(prepared);
		}
		else if (event instanceof ApplicationPreparedEvent prepared) {
			this.context = prepared.getApplicationContext();
		}
		else if (event instanceof ApplicationReadyEvent || event instanceof ApplicationFailedEvent
				|| (event instanceof ContextClosedEvent closed && closed.getApplicationContext() == this.context)) {
			release();
			this.context = null;
		}
	}

	private void environmentPrepared(ApplicationEnvironmentPreparedEvent event) {
		Environment environment = event.getEnvironment();
		try {
			Binder binder = Binder.get(environment);
			// set while an application is built and not run
			boolean built = Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING);
			if (!built && binder.bind("pprof.enabled", Boolean.class).orElse(true)) {
				start(binder, PprofReach.of(event.getSpringApplication(), environment));
			}
		}
		catch (RuntimeException | Error ex) {
			logger.debug("The application context reports this failure", ex);
		}
	}

	/**
	 * Binds what is needed now, before anything starts. Binding all properties took twice
	 * as long, 67 ms under a profiler, and the context does it anyway. If another
	 * property is invalid, the context fails, and what has started is released.
	 */
	private void start(Binder binder, boolean reachable) {
		PprofProperties.Heap heap = binder.bindOrCreate("pprof.heap", PprofProperties.Heap.class);
		PprofProperties.Cpu cpu = binder.bindOrCreate("pprof.cpu", PprofProperties.Cpu.class);
		Path tempDir = PprofProperties.tempDirOrDefault(binder.bind("pprof.temp-dir", Path.class).orElse(null));
		boolean armed = PprofProperties.isWanted(heap.enabled(), reachable) && startSampling(heap, tempDir);
		boolean used = reachable || cpu.continuous().enabled();
		if (cpu.preload().isWanted(used, armed)) {
			preload(new AsyncProfilerLibrary(cpu.library(), tempDir));
		}
	}

	private boolean startSampling(PprofProperties.Heap heap, Path tempDir) {
		try {
			AgentLibrary library = new AgentLibrary(heap.library(), tempDir);
			release();
			this.sampling = HeapSampling.start(library, heap.intervalBytes(), heap.maxStacks());
			return true;
		}
		catch (ProfilingException ex) {
			logger.debug("The profiler reports this failure", ex);
			return false;
		}
	}

	private void release() {
		if (this.sampling != null) {
			this.sampling.close();
			this.sampling = null;
		}
	}

	private static void preload(AsyncProfilerLibrary library) {
		DaemonThread.start("pprof-preload", () -> load(library));
	}

	private static void load(AsyncProfilerLibrary library) {
		try {
			library.load();
		}
		catch (ProfilingException ex) {
			logger.warn("async-profiler could not be loaded early: " + ex.getMessage()
					+ ". The next profile tries again, or uses another source if pprof.cpu.engine allows it");
		}
	}

}
