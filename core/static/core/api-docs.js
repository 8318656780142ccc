// 接口文档：只用随包带的 swagger-ui，不取外面的任何东西。
document.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("docs");
  SwaggerUIBundle({ url: place.dataset.schema, dom_id: "#docs", deepLinking: true, validatorUrl: null, tryItOutEnabled: false, presets: [SwaggerUIBundle.presets.apis] });
});
