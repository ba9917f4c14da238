package dev.pprof4j.label.task;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.pprof4j.label.ProfilingLabels;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.Schedules;
import org.springframework.scheduling.support.DelegatingErrorHandlingRunnable;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Gives tasks of Spring's executors and schedulers the labels of the code that submits
 * them, and tasks of {@code @Scheduled} methods only the label {@code task}. It is the
 * first decorator, to see tasks undecorated. Safe to share between threads.
 */
public final class TaskLabels implements TaskDecorator, Ordered {

	static final String KEY = "task";

	/**
	 * The end of the text form of a scheduled task: class and method, as the endpoint
	 * {@code scheduledtasks} shows them.
	 */
	private static final Pattern METHOD = Pattern
		.compile("(?:^| )((?:[\\p{Alpha}_$][\\w$]*\\.)+)([\\p{Alpha}_$][\\w$]*)]*$");

	/** Nothing is kept for tasks that other code has named. */
	private final Map<String, ProfilingLabels> scheduled = new ConcurrentHashMap<>();

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public Runnable decorate(Runnable task) {
		if (task instanceof RunnableScheduledFuture || task instanceof DelegatingErrorHandlingRunnable) {
			ProfilingLabels labels = scheduled(name(task));
			boolean goesOn = task instanceof RunnableScheduledFuture<?> future && future.isPeriodic();
			if (goesOn || !labels.equals(ProfilingLabels.none())) {
				return labels.wrap(task); // belongs to no request
			}
		}
		return ProfilingLabels.current().wrap(task);
	}

	/** The text form of an application's own task may be anything, or may fail. */
	private static String name(Runnable task) {
		try {
			return String.valueOf(task);
		}
		catch (RuntimeException ex) {
			return "";
		}
	}

	private ProfilingLabels scheduled(String name) {
		Matcher method = METHOD.matcher(name);
		if (!method.find()) {
			return ProfilingLabels.none();
		}
		String className = method.group(1).substring(0, method.group(1).length() - 1);
		ProfilingLabels known = this.scheduled.get(className + '.' + method.group(2));
		if (known == null && isScheduled(className, method.group(2))) {
			known = ProfilingLabels.of(KEY, className + '.' + method.group(2));
			this.scheduled.put(className + '.' + method.group(2), known);
		}
		return (known != null) ? known : ProfilingLabels.none();
	}

	private static boolean isScheduled(String className, String name) {
		try {
			Class<?> type = ClassUtils.forName(className, null);
			for (var method : ReflectionUtils.getAllDeclaredMethods(type)) {
				if (method.getName().equals(name) && (AnnotatedElementUtils.hasAnnotation(method, Scheduled.class)
						|| AnnotatedElementUtils.hasAnnotation(method, Schedules.class))) {
					return true;
				}
			}
			return false;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
	}

}
