package dev.pprof4j.label.web;

import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * The handler adapters other than ours, as the dispatchers find them. Each dispatcher may
 * have its own context, with its own adapters. Safe to share between threads.
 *
 * @param <A> the type of the adapters
 */
final class OtherAdapters<A> {

	private final Class<A> type;

	private final Class<? extends A> ours;

	private final BiPredicate<A, Object> supports;

	private final Map<ListableBeanFactory, List<A>> adapters = new ConcurrentReferenceHashMap<>();

	OtherAdapters(Class<A> type, Class<? extends A> ours, BiPredicate<A, Object> supports) {
		this.type = type;
		this.ours = ours;
		this.supports = supports;
	}

	/** The first adapter that supports a handler, or {@code null}. */
	@Nullable A find(ListableBeanFactory beans, Object handler) {
		List<A> known = this.adapters.get(beans);
		// computeIfAbsent alone would take a lock that all requests wait for.
		for (A adapter : (known != null) ? known : this.adapters.computeIfAbsent(beans, this::others)) {
			if (this.supports.test(adapter, handler)) {
				return adapter;
			}
		}
		return null;
	}

	private List<A> others(ListableBeanFactory beans) {
		return BeanFactoryUtils.beansOfTypeIncludingAncestors(beans, this.type, true, false)
			.values()
			.stream()
			.filter((adapter) -> !this.ours.isInstance(adapter))
			.sorted(AnnotationAwareOrderComparator.INSTANCE)
			.toList();
	}

}
