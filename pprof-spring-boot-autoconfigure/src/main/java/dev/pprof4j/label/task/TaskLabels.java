package dev.pprof4j.label.task;

import java.util.concurrent.RunnableScheduledFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.pprof4j.label.ProfilingLabels;

import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.support.DelegatingErrorHandlingRunnable;

/**
 * Gives tasks of Spring's executors and schedulers the labels of whoever hands them on,
 * and those of {@code @Scheduled} methods the label {@code task}. Safe to share between
 * threads.
 */
public final class TaskLabels implements TaskDecorator {

	static final String KEY = "task";

	/**
	 * The end of what a scheduled task says it is: class and method, as the endpoint
	 * {@code scheduledtasks} shows them. An object without a name of its own has an
	 * {@code @} there.
	 */
	private static final Pattern METHOD = Pattern
		.compile("(?:^| )((?:[\\p{Alpha}_$][\\w$]*\\.)+[\\p{Alpha}_$][\\w$]*)]*$");

	@Override
	public Runnable decorate(Runnable task) {
		ProfilingLabels labels = ProfilingLabels.current();
		if (task instanceof RunnableScheduledFuture || task instanceof DelegatingErrorHandlingRunnable) {
			Matcher method = METHOD.matcher(task.toString());
			return (method.find() ? labels.and(KEY, method.group(1)) : labels).wrap(task);
		}
		return labels.wrap(task);
	}

}
