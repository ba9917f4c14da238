package dev.pprof4j.source.jfr;

import java.util.concurrent.CompletableFuture;

import dev.pprof4j.source.DaemonThread;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.consumer.RecordingStream;

/**
 * Starts the thread that delivers a stream of events. That of
 * {@link RecordingStream#startAsync()} is not a daemon: a program that ends without
 * closing its profiler would never exit.
 */
final class StreamThread {

	private StreamThread() {
	}

	static Recording start(RecordingStream stream) {
		return start(stream, () -> {
		});
	}

	/**
	 * Starts a stream, and returns when it records. The thread ends when the stream is
	 * closed.
	 * @param stream the stream
	 * @param begun is called when it records, before any event is delivered
	 * @return the recording behind the stream; something else in the JVM may stop it,
	 * which only the recording itself shows
	 */
	static Recording start(RecordingStream stream, Runnable begun) {
		CompletableFuture<Recording> records = new CompletableFuture<>();
		Thread thread = DaemonThread.of("pprof-jfr-stream", () -> run(stream, records));
		FlightRecorderListener listener = new FlightRecorderListener() {

			/** Called by the thread that changes the state. */
			@Override
			public void recordingStateChanged(Recording recording) {
				if (Thread.currentThread() == thread && recording.getState() == RecordingState.RUNNING) {
					begin(recording);
				}
			}

			private void begin(Recording recording) {
				try {
					begun.run();
					records.complete(recording);
				}
				catch (RuntimeException | Error ex) {
					records.completeExceptionally(ex);
				}
			}

		};
		FlightRecorder.addListener(listener);
		try {
			thread.start();
			return records.join();
		}
		finally {
			FlightRecorder.removeListener(listener);
		}
	}

	private static void run(RecordingStream stream, CompletableFuture<Recording> records) {
		try {
			stream.start();
			records.completeExceptionally(new IllegalStateException("it ended before it began"));
		}
		// Errors, too, as in a JVM whose Flight Recorder cannot be linked: a caller is
		// waiting.
		catch (RuntimeException | Error ex) {
			records.completeExceptionally(ex);
		}
	}

}
