package dev.pprof4j.label.web;

import dev.pprof4j.label.ProfilingLabels;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;

/**
 * Gives tasks of Reactor's schedulers the labels of the code that submits them. It
 * applies to all tasks in the JVM, as long as this object is in use.
 */
public final class ReactiveTaskLabels implements InitializingBean, DisposableBean {

	/** A key of its own for each application in a JVM. */
	private final String key = getClass().getName() + '@' + Integer.toHexString(System.identityHashCode(this));

	@Override
	public void afterPropertiesSet() {
		Schedulers.onScheduleHook(this.key, (task) -> ProfilingLabels.current().wrap(task));
	}

	@Override
	public void destroy() {
		Schedulers.resetOnScheduleHook(this.key);
	}

}
