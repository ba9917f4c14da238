package dev.pprof4j.label.web;

import dev.pprof4j.label.ProfilingLabels;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Reactor signals that are delivered with labels.
 */
final class ReactiveSignals {

	private ReactiveSignals() {
	}

	/** Subscribes to a source with labels. */
	static <T> Mono<T> subscribed(Mono<T> source, ProfilingLabels labels) {
		return new Mono<>() {

			@Override
			public void subscribe(CoreSubscriber<? super T> actual) {
				labels.run(() -> source.subscribe(actual));
			}

		};
	}

	/** Delivers the signals of a source with labels. */
	static <T> Flux<T> labelled(Flux<T> source, ProfilingLabels labels) {
		return new Flux<>() {

			@Override
			public void subscribe(CoreSubscriber<? super T> actual) {
				source.subscribe(new Labelled<T>(actual, labels));
			}

		};
	}

	/**
	 * Passes signals on with labels.
	 *
	 * @param <T> the type of the elements
	 */
	private static final class Labelled<T> implements CoreSubscriber<T> {

		private final CoreSubscriber<? super T> actual;

		private final ProfilingLabels labels;

		Labelled(CoreSubscriber<? super T> actual, ProfilingLabels labels) {
			this.actual = actual;
			this.labels = labels;
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.labels.run(() -> this.actual.onSubscribe(subscription));
		}

		@Override
		public void onNext(T next) {
			this.labels.run(() -> this.actual.onNext(next));
		}

		@Override
		public void onError(Throwable failure) {
			this.labels.run(() -> this.actual.onError(failure));
		}

		@Override
		public void onComplete() {
			this.labels.run(this.actual::onComplete);
		}

	}

}
