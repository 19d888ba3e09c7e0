package io.holdfast.repository.store.s3;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Brings answers into the form in which the SDK does not misread them. */
final class AnswerInterceptor implements Interceptor {
    private static final long PEEK_BYTES = 4096;
    private static final Pattern ERROR =
            Pattern.compile("\\A\\uFEFF?\\s*(<\\?xml[^>]*>)?\\s*<Error[\\s>].*", Pattern.DOTALL);

    @Override
    public Response intercept(Chain chain) throws IOException {
        var response = chain.proceed(chain.request());
        var method = chain.request().method();
        if (method.equals("HEAD")) {
            return response;
        }
        if (!response.isSuccessful()) {
            return isError(response) ? asXml(response) : response;
        }
        // The SDK takes every 200 for a success; some stores begin to answer before they know.
        if ((!method.equals("GET") || isXml(response.header("Content-Type")))
                && isError(response)) {
            return asXml(response).newBuilder().code(500).build();
        }
        // The SDK dereferences the ETag of a put, which means nothing to us.
        if (method.equals("PUT") && response.header("ETag") == null) {
            return response.newBuilder().header("ETag", "").build();
        }
        return response;
    }

    private static boolean isXml(@Nullable String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).contains("xml");
    }

    private static boolean isError(Response response) throws IOException {
        return ERROR.matcher(response.peekBody(PEEK_BYTES).string()).matches();
    }

    // Of an error called text/xml or nothing at all, the SDK would not read the code.
    private static Response asXml(Response response) {
        return response.newBuilder().header("Content-Type", "application/xml").build();
    }
}
