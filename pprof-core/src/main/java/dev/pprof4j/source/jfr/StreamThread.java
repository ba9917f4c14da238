package dev.pprof4j.source.jfr;

import java.util.concurrent.CompletableFuture;

import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.consumer.RecordingStream;

/**
 * The thread that a stream of events is told on. That of
 * {@link RecordingStream#startAsync()} is no daemon: a program that has come to its end
 * without closing its profiler would never exit.
 */
final class StreamThread {

	private StreamThread() {
	}

	/**
	 * Starts a stream, and returns when it records. The thread ends when the stream is
	 * closed.
	 * @param stream the stream
	 */
	static void start(RecordingStream stream) {
		CompletableFuture<Void> records = new CompletableFuture<>();
		Thread thread = new Thread(() -> run(stream, records), "pprof-jfr-stream");
		thread.setDaemon(true);
		thread.setContextClassLoader(null);
		FlightRecorderListener listener = new FlightRecorderListener() {

			/** Called by the thread that changes the state. */
			@Override
			public void recordingStateChanged(Recording recording) {
				if (Thread.currentThread() == thread && recording.getState() == RecordingState.RUNNING) {
					records.complete(null);
				}
			}

		};
		FlightRecorder.addListener(listener);
		try {
			thread.start();
			records.join();
		}
		finally {
			FlightRecorder.removeListener(listener);
		}
	}

	private static void run(RecordingStream stream, CompletableFuture<Void> records) {
		try {
			stream.start();
			records.complete(null);
		}
		// An Error too, such as of a JVM whose Flight Recorder cannot be linked: somebody
		// waits for it.
		catch (RuntimeException | Error ex) {
			records.completeExceptionally(ex);
		}
	}

}
