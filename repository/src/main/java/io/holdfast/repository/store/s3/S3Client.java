package io.holdfast.repository.store.s3;

import io.holdfast.error.ErrorCategory;
import io.holdfast.error.HoldfastException;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.credentials.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** Builds the SDK's client so that it does what it is told, once, and in bounded time. */
record S3Client(MinioAsyncClient sdk, OkHttpClient http) {
    private static final int IDLE_CONNECTION_SECONDS = 30;

    static S3Client of(S3Settings settings, S3Location location) {
        var http = http(settings, location.endpoint());
        var base = new Http.BaseUrl(location.endpoint());
        base.setRegion(location.region());
        if (location.inPath()) {
            base.disableVirtualStyleEndpoint();
        } else {
            base.enableVirtualStyleEndpoint();
        }
        var sdk =
                MinioAsyncClient.builder()
                        .baseUrl(base)
                        .credentialsProvider(
                                () -> CallTrace.signedWith(toSdk(settings.credentials())))
                        .httpClient(http, false)
                        .build();
        return new S3Client(sdk, http);
    }

    private static Credentials toSdk(Supplier<S3Credentials> source) {
        var now = source.get();
        return new Credentials(
                now.accessKey(), now.secretKey(), now.sessionToken().orElse(null), null);
    }

    private static OkHttpClient http(S3Settings settings, HttpUrl endpoint) {
        var threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("s3-call-", 0).factory());
        var dispatcher = new Dispatcher(threads);
        dispatcher.setMaxRequests(settings.connections());
        dispatcher.setMaxRequestsPerHost(settings.connections());
        var deadlines = settings.deadlines();
        var builder =
                new OkHttpClient.Builder()
                        .dispatcher(dispatcher)
                        .connectionPool(
                                new ConnectionPool(
                                        settings.connections(),
                                        IDLE_CONNECTION_SECONDS,
                                        TimeUnit.SECONDS))
                        .protocols(List.of(Protocol.HTTP_1_1))
                        .connectTimeout(deadlines.connect())
                        .readTimeout(deadlines.idle())
                        .writeTimeout(deadlines.idle())
                        .callTimeout(deadlines.total())
                        // Retrying lives in one place, which is not here.
                        .retryOnConnectionFailure(false)
                        // What was signed for one host is refused by another.
                        .followRedirects(false)
                        .followSslRedirects(false)
                        .eventListenerFactory(CallTrace::listenerOf)
                        .addInterceptor(new AnswerInterceptor());
        settings.caFile().ifPresent(file -> trust(builder, file));
        if (!endpoint.isHttps()) {
            // else every authority that the machine trusts is read, for nothing
            builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
        }
        return builder.build();
    }

    private static void trust(OkHttpClient.Builder builder, Path caFile) {
        try (var in = Files.newInputStream(caFile)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var count = 0;
            for (var ca : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + count++, ca);
            }
            if (count == 0) {
                throw new GeneralSecurityException("no certificate in it");
            }
            var factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            var managers = factory.getTrustManagers();
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers, null);
            builder.sslSocketFactory(context.getSocketFactory(), (X509TrustManager) managers[0]);
        } catch (IOException | GeneralSecurityException e) {
            throw new HoldfastException(
                    ErrorCategory.CONFIGURATION,
                    "repository-ca-file-invalid",
                    "cannot use the certificates of " + caFile + ": " + e,
                    "Name a readable file with the certificates of the authority in PEM form.",
                    e);
        }
    }

    void close() {
        http.dispatcher().cancelAll();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
